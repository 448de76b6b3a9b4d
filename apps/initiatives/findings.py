"""What the operating-model checks find wrong: the rule, what is so, why it matters, and where it is mended."""

from dataclasses import dataclass
from typing import Any

from apps.initiatives.criteria import Fix


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a rule of the operating model finds of an initiative. It refuses nothing: it is shown until it is mended."""

    rule: str
    says: Any
    why: Any
    fix: Fix
