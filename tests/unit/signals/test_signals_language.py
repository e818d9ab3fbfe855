from concurrent.futures import ThreadPoolExecutor

import pytest

from kbaudit.signals import warm
from kbaudit.signals.language import language_of

TEXTS = {
    "en": "Employees may claim travel expenses within thirty days of the journey, with receipts.",
    "de": "Reisekosten sind innerhalb von dreißig Tagen nach der Reise mit Belegen einzureichen.",
    "fr": "Les frais de déplacement doivent être déclarés dans les trente jours suivant le voyage.",
    "es": "Los gastos de viaje deben presentarse dentro de los treinta días siguientes al viaje.",
    "ja": "コレクターの詳細な設定方法については、設定ドキュメントを参照してください。",
    "zh": "员工应在出差结束后三十天内提交差旅费用报销申请并附上全部发票和收据以便财务部门审核。",
    "ko": "직원은 출장 후 삼십 일 이내에 영수증과 함께 출장비를 청구할 수 있습니다.",
    "ru": "Сотрудники должны подать отчёт о командировке в течение тридцати дней.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_languages(code: str) -> None:
    assert language_of(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "1234567890 " * 50, "Too short", "|---|---|\n" * 20])
def test_too_little_to_tell(text: str) -> None:
    assert language_of(text) == ""


def test_a_japanese_page_with_a_table_of_names_stays_japanese() -> None:
    assert language_of(TEXTS["ja"] + " AmazonCloudWatch Exporter Beta" * 4) == "ja"


def test_only_the_beginning_is_read() -> None:
    assert language_of(TEXTS["de"] * 8 + TEXTS["en"] * 100) == "de"


def test_many_threads_at_once_agree() -> None:
    warm()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(language_of, [TEXTS["fr"], TEXTS["en"]] * 20))
    assert answers == ["fr", "en"] * 20
