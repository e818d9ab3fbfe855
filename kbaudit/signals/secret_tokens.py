"""Secrets of a known form: keys and tokens of services, private keys, logins in URLs. Forms by detect-secrets.

Its plugins are used for their patterns alone, and imported when a text first holds what one could match: nothing is
ever verified, so nothing leaves the machine.
"""

from __future__ import annotations

import base64
import importlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from kbaudit.model import MarkKind
from kbaudit.signals.exposed import Exposed, is_example
from kbaudit.signals.secret_values import is_login, stands_for_a_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Form:
    """How a service's secrets look: how they begin, and the plugin or the pattern that knows the rest."""

    label: str
    begins: tuple[str, ...]
    plugin: str = ""
    pattern: str = ""


_GITLAB: Final = ("glpat-", "gldt-", "glft-", "glsoat-", "glrt-", "glcbt-", "glimt-", "glptt-", "glagent-", "GR1348941")
_DISCORD: Final = (
    r"(?:[MNO][DTjz][AEIMQUYcgk][w-z0-5]){5,6}\w{0,5}\.[\w-]{6}\.[\w-]{27,40}"  # begins with digits in base64
)
_FORMS: Final = (
    Form("AWS access key", ("AKIA", "ASIA", "ABIA", "ACCA", "A3T"), "aws.AWSKeyDetector"),
    Form("GitHub token", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_"), "github_token.GitHubTokenDetector"),
    Form("GitHub token", ("github_pat_",), pattern=r"github_pat_\w{50,}"),
    Form("GitLab token", _GITLAB, "gitlab_token.GitLabTokenDetector"),
    Form("Slack token", ("xox",), "slack.SlackDetector"),
    Form("Slack token", ("xoxe", "xoxc", "xoxd", "xapp-"), pattern=r"(?:xox[ecd]|xapp)[.-][\w-]{20,}"),
    Form("Stripe key", ("sk_live_", "rk_live_"), "stripe.StripeDetector"),
    Form("Twilio key", ("SK",), pattern=r"SK[0-9a-f]{32}"),
    Form("npm token", ("npm_",), pattern=r"npm_[A-Za-z0-9]{36}"),
    Form("PyPI token", ("pypi-",), "pypi_token.PypiTokenDetector"),
    Form("OpenAI key", ("sk-",), "openai.OpenAIDetector"),
    Form("Anthropic key", ("sk-ant-",), pattern=r"sk-ant-[\w-]{24,}"),
    Form("OpenAI key", ("sk-",), pattern=r"sk-(?:(?:proj|svcacct|admin)-[\w-]{24,}|[A-Za-z0-9]{40,})"),
    Form("Google API key", ("AIza",), pattern=r"AIza[\w-]{35}"),
    Form("Google client secret", ("GOCSPX-",), pattern=r"GOCSPX-[\w-]{28}"),
    Form("Square secret", ("sq0csp-",), "square_oauth.SquareOAuthDetector"),
    Form("Artifactory key", ("AKC",), pattern=r"AKC[A-Za-z0-9]{40,}"),
    Form("Discord token", ("MD", "MT", "Mj", "Mz", "ND", "NT", "Nj", "Nz", "OD", "OT"), pattern=_DISCORD),
    Form("Hugging Face token", ("hf_",), pattern=r"hf_[A-Za-z0-9]{30,}"),
    Form("DigitalOcean token", ("dop_v1_", "doo_v1_"), pattern=r"do[op]_v1_[a-f0-9]{64}"),
    Form("Databricks token", ("dapi",), pattern=r"dapi[a-f0-9]{32}"),
    Form("Shopify token", ("shpat_", "shpss_", "shpca_"), pattern=r"shp(?:at|ss|ca)_[a-fA-F0-9]{32}"),
    Form("Docker token", ("dckr_pat_",), pattern=r"dckr_pat_[\w-]{27}"),
    Form("Grafana token", ("glsa_",), pattern=r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}"),
    Form("Atlassian token", ("ATATT3",), pattern=r"ATATT3[\w-]{100,}"),
    Form("Brevo key", ("xkeysib-",), pattern=r"xkeysib-[a-f0-9]{64}"),
)
_FIRST: Final = frozenset({"ey"} | {begin[:2] for form in _FORMS for begin in form.begins})
_INNER: Final = re.compile(
    "(?<=[-_])(?:" + "|".join(sorted({re.escape(b) for f in _FORMS for b in f.begins if len(b) > 2})) + ")"
)
_LED: Final = {
    "SG.": Form("SendGrid key", (), "sendgrid.SendGridDetector"),
    "hvs.": Form("Vault token", (), pattern=r"hvs\.[\w-]{24,}"),
    "9.": Form("Google access token", (), pattern=r"ya29\.[\w-]{40,}"),
}
_TAIL: Final = re.compile(r"[\w-]{0,400}+", re.ASCII)
_JWT: Final = re.compile(r"([\w=-]++)\.([\w=-]++)\.[\w-]{20,}", re.ASCII)
_GUIDES: Final = re.compile(rb"John Doe|Jane Doe|1234567890|[Ee]xample")
_TELEGRAM: Final = re.compile(r"(?<!\d)\d{8,10}:AA[\w-]{33}(?![\w-])")
_MAILCHIMP: Final = re.compile(r"[0-9a-f]{32}-us\d{1,2}")
_LOGIN: Final = re.compile(r"://[^\s/:@\"'<>]{0,80}:([^\s/@\"'<>]{4,120})@[\w\[]")
_SIGNED: Final = re.compile(r"[?&]sig=([A-Za-z0-9%+/=]{43,120})")
_KEY_BEGINS: Final = re.compile(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_ENDS: Final = re.compile(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KEY_LINES: Final = re.compile(r"(?:[\s>\\nr]{0,8}[A-Za-z0-9+/=]{20,}+){2,500}")
_KEY_LIMIT: Final = 12_000
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]")
_ELLIPSIS: Final = re.compile(r"\.\.\.|…|[<>{}*]{2}|x{8}|X{8}")
_SHORTEST_KEY: Final = 60
_SHORTEST_RUN: Final = 20
_LONGEST_RUN: Final = 600
_RUN: Final = b"a" * _SHORTEST_RUN
_CLASSES: Final = bytes(97 if chr(c).isascii() and (chr(c).isalnum() or chr(c) in "_-") else 32 for c in range(256))


def known_secrets(text: str) -> Iterator[Exposed]:
    """Every secret in a text that has the form of one, in no order."""
    if "PRIVATE KEY" in text:
        yield from _private_keys(text)
    if "://" in text and "@" in text:
        yield from _logins(text)
    if "hooks.slack.com/" in text:
        yield from _of_plugin(text, Form("Slack webhook", (), "slack.SlackDetector"), 0, len(text))
    if "sig=" in text and "sv=" in text:
        yield from _kept(text, "Azure shared access signature", (found.span(1) for found in _SIGNED.finditer(text)))
    for start, end in _runs(text):
        yield from _of_run(text, start, end)


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Where 20 or more letters, digits, "_" and "-" stand side by side. On bytes: 20 times as fast as a pattern."""
    classes = text.encode("latin-1", "replace").translate(_CLASSES)
    start = classes.find(_RUN)
    while start >= 0:
        end = classes.find(b" ", start)
        end = len(text) if end < 0 else end
        if text[start : start + 2] in _FIRST or text[start - 1] in ".:" or text[start + 32 : start + 35] == "-us":
            yield start, min(end, start + _LONGEST_RUN)
        for inner in _INNER.finditer(text, start + 1, end):  # "backup-AKIA..." and "token_ghp_..."
            yield inner.start(), min(end, inner.start() + _LONGEST_RUN)
        start = classes.find(_RUN, end)


def _of_run(text: str, start: int, end: int) -> Iterator[Exposed]:
    if text.startswith("eyJ", start):
        yield from _web_token(text, start)
    for form in _FORMS:
        if text.startswith(form.begins, start):
            yield from _of_form(text, form, start, end)
    for lead, form in _LED.items():  # a dot near their beginning ends the run
        if text.startswith(lead, max(0, start - len(lead))):
            yield from _of_form(text, form, max(0, start - 5), end)
    if text.startswith(":AA", start - 1):
        yield from _kept(text, "Telegram token", (f.span() for f in _TELEGRAM.finditer(text, max(0, start - 12), end)))
    yield from _kept(text, "Mailchimp key", (f.span() for f in _MAILCHIMP.finditer(text, start, end)))


def _of_form(text: str, form: Form, start: int, end: int) -> Iterator[Exposed]:
    if form.plugin:
        yield from _of_plugin(text, form, start, min(len(text), end + 50))
    else:
        matched = re.compile(form.pattern).finditer(text, start, min(len(text), end + 50))
        yield from _kept(text, form.label, ((f.start(), _end(text, f)) for f in matched))


def _of_plugin(text: str, form: Form, start: int, end: int) -> Iterator[Exposed]:
    matches = (found for pattern in _patterns(form.plugin) for found in pattern.finditer(text, start, end))
    yield from _kept(text, form.label, ((f.start(), _end(text, f)) for f in matches))


def _end(text: str, found: re.Match[str]) -> int:
    """Where the whole token ends: some forms are longer today than the pattern that knows them."""
    tail = _TAIL.match(text, found.end())
    return tail.end() if tail else found.end()


@cache
def _patterns(plugin: str) -> Sequence[re.Pattern[str]]:
    """The patterns of a plugin of detect-secrets; its import takes 0.2 s, and few texts need it."""
    module, _, name = plugin.partition(".")
    patterns: Sequence[re.Pattern[str]] = tuple(
        getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name).denylist
    )
    return patterns


def _kept(text: str, label: str, spans: Iterator[tuple[int, int]]) -> Iterator[Exposed]:
    for start, end in spans:
        value = text[start:end]
        if not stands_for_a_secret(value) and not is_example(text, start, end):
            yield Exposed(MarkKind.SECRET, label, start, end, value)


def _web_token(text: str, start: int) -> Iterator[Exposed]:
    """A signed JSON web token whose head and body are what they should be; the one of every guide isn't one."""
    found = _JWT.match(text, start)
    if not found:
        return
    said = f"{found[1]}.{found[2]}"
    plugin = importlib.import_module("detect_secrets.plugins.jwt").JwtTokenDetector
    if plugin.is_formally_valid(said) and not _GUIDES.search(base64.urlsafe_b64decode(found[2] + "===")):
        yield from _kept(text, "JSON web token", iter([found.span()]))


def _logins(text: str) -> Iterator[Exposed]:
    for found in _LOGIN.finditer(text):
        start, end = found.span(1)
        if is_login(found[1]) and not is_example(text, start, end):
            yield Exposed(MarkKind.SECRET, "password in a URL", start, end, found[1])


def _private_keys(text: str) -> Iterator[Exposed]:
    """Whole blocks; of one that nothing ends, its lines. A block that is only hinted at ("...") isn't a key."""
    for begins in _KEY_BEGINS.finditer(text):
        end = text.find("-----", begins.end(), begins.end() + _KEY_LIMIT)
        ends = _KEY_ENDS.match(text, end) if end >= 0 else None
        lines = _KEY_LINES.match(text, begins.end())
        stop = ends.end() if ends else lines.end() if lines else begins.end()
        body = text[begins.end() : ends.start() if ends else stop]
        if len(_BASE64.findall(body)) >= _SHORTEST_KEY and len(set(body)) > 20 and not _ELLIPSIS.search(body):
            yield Exposed(MarkKind.SECRET, "private key", begins.start(), stop, text[begins.start() : stop])
