"""report.html: one page for people, with all that the audit found, that needs no network and no other file.

overview.py is what is said at once (verdict, charts, what to do first); register.py, findings.py and families.py
are what can be searched, as data that the page's own script (app/) shows; islands.py packs it.
"""

from kbaudit.reports.html.page import Html, content_security_policy

__all__ = ["Html", "content_security_policy"]
