"""Links of a whole corpus: which of them lead to nothing, and which images are shown.

A link is called broken only where the evidence is strong. What can't be told is left alone: templates, links out of the
source, and site addresses that nothing ties to its folders.
"""

from kbaudit.linking.places import Places
from kbaudit.linking.resolve import Linked, Resolved, resolve_links

__all__ = ["Linked", "Places", "Resolved", "resolve_links"]
