"""The forms of plays."""

from apps.plays.web.forms.deciding import DecideForm, SubmitForm, WaiverForm
from apps.plays.web.forms.running import (
    ActivityForm,
    ChangeActivityForm,
    DoneForm,
    EffortForm,
    ExtendForm,
    NoteForm,
    StartForm,
    initial_of_activity,
)
from apps.plays.web.forms.showing import (
    DefectForm,
    DrillForm,
    EvidenceForm,
    FallbackForm,
    SessionForm,
    initial_of_fallback,
)

__all__ = [
    "ActivityForm",
    "ChangeActivityForm",
    "DecideForm",
    "DefectForm",
    "DoneForm",
    "DrillForm",
    "EffortForm",
    "EvidenceForm",
    "ExtendForm",
    "FallbackForm",
    "NoteForm",
    "SessionForm",
    "StartForm",
    "SubmitForm",
    "WaiverForm",
    "initial_of_activity",
    "initial_of_fallback",
]
