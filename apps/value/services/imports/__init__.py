"""Importing a file: readings, or the event log that they are measured in.

begin_import   keeps the file, and looks at what it holds
read_import    has an event log read as a person confirmed it
check_import   what would be recorded now
apply_import   records what was shown
drop_import    forgets the file

Long work is done by a task, `work_on_import`, which another process takes over where one died.
"""

from apps.value.services.imports.applying import BaselineWish, apply_import, check_import
from apps.value.services.imports.asking import drop_import, drop_stale_imports, read_import
from apps.value.services.imports.beginning import begin_import
from apps.value.services.imports.plans import ImportChangedRefused
from apps.value.services.imports.working import work_on_import

__all__ = [
    "BaselineWish",
    "ImportChangedRefused",
    "apply_import",
    "begin_import",
    "check_import",
    "drop_import",
    "drop_stale_imports",
    "read_import",
    "work_on_import",
]
