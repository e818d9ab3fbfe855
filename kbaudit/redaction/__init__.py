"""Reports that leave the house: what a level hides is gone from the report itself, so that no renderer can tell it.

`holdings.py` says what each field of the model holds, `hiding.py` what becomes of it. Hidden is also what is only
mentioned: a path in a message, an owner in a remedy. What the retrieval layer needs can't be hidden, and is left out.
"""

from kbaudit.redaction.levels import Level
from kbaudit.redaction.masking import Masked, Names, masked
from kbaudit.redaction.redacted import redacted

__all__ = ["Level", "Masked", "Names", "masked", "redacted"]
