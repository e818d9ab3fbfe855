"""The evidence bundle: what an auditor carries away of an audit, and the proof that nothing of it was changed.

gather.py collects, bundle.py writes, verify.py proves; names.py has what the files are called.
"""

from kbaudit.evidence.bundle import Sealed, places_of, refuse_unusable, write_bundle
from kbaudit.evidence.gather import Evidence, gather
from kbaudit.evidence.sampling import LONGEST_SEED, Asking
from kbaudit.evidence.signature import refuse_unsignable
from kbaudit.evidence.verify import Asked, Verified, verify_bundle

__all__ = [
    "LONGEST_SEED",
    "Asked",
    "Asking",
    "Evidence",
    "Sealed",
    "Verified",
    "gather",
    "places_of",
    "refuse_unsignable",
    "refuse_unusable",
    "verify_bundle",
    "write_bundle",
]
