"""report.html: one page for people, with all that the audit found, that needs no network and no other file.

overview.py is what is said at once (verdict, charts, what to do first); register.py, findings.py and families.py
are what can be searched, as data that the page's own script (app/) shows; islands.py packs it.
"""

from kbaudit.reports.html.findings import PRINT_DIGITS
from kbaudit.reports.html.overview import DATA
from kbaudit.reports.html.page import Html, content_security_policy, is_running_header, parts_of_page
from kbaudit.reports.html.register import SHOWN_URI

__all__ = ["DATA", "PRINT_DIGITS", "SHOWN_URI", "Html", "content_security_policy", "is_running_header", "parts_of_page"]
