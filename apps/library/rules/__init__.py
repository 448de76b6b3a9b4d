"""What has to hold of any document, what two of them differ in, and how a document reads: all by its kind's schema."""

from apps.library.rules.differences import Change, changes
from apps.library.rules.outlines import Outlined, in_order, outline, skeleton
from apps.library.rules.shapes import KEY, LARGEST, MOST_PROBLEMS, shape_problems
from apps.library.rules.words import Entry, Line, Rows, Words, lines

__all__ = [
    "KEY",
    "LARGEST",
    "MOST_PROBLEMS",
    "Change",
    "Entry",
    "Line",
    "Outlined",
    "Rows",
    "Words",
    "changes",
    "in_order",
    "lines",
    "outline",
    "shape_problems",
    "skeleton",
]
