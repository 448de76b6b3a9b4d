"""The forms of what is in an initiative's way."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.initiatives.choices import BlockerControl, BlockerKind
from apps.initiatives.models import Blocker, Person
from apps.initiatives.web.forms import PersonField
from kernel.web.fields import DayField
from kernel.web.forms import RevisionForm


class BlockerForm(forms.Form):
    """What is in the way, whose it is to remove, and since when."""

    title = forms.CharField(label=_("Title"), max_length=160, help_text=_("What is in the way, in a few words."))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "–"), *BlockerKind.choices])
    control = forms.ChoiceField(
        label=_("Is it in the workflow owner’s control?"),
        choices=[
            (BlockerControl.INSIDE, _("Yes, they can remove it")),
            (BlockerControl.OUTSIDE, _("No, it takes somebody else")),
        ],
        widget=forms.RadioSelect,
    )
    owner = PersonField(label=_("Who removes it"), required=False)
    opened_on = DayField(label=_("In the way since"), required=False, help_text=_("Left empty, today."))
    late_discovery = forms.BooleanField(
        label=_("It was found after the work had begun"),
        required=False,
        help_text=_(
            "A blocked data path, a policy or an audit concern is what governance before the start finds (G8)."
        ),
    )
    description = forms.CharField(
        label=_("What it is, in full"), max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, people: Iterable[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["owner"]
        if isinstance(field, PersonField):
            field.offer(people)

    def values(self) -> dict[str, Any]:
        """The cleaned fields as the services take them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return data | {"owner_id": data.pop("owner")}


class ChangeBlockerForm(BlockerForm, RevisionForm):
    """The same, at the revision it was read at."""

    opened_on = DayField(label=_("In the way since"))


class ResolveForm(RevisionForm):
    """How it was removed, and since when it is out of the way."""

    resolution = forms.CharField(
        label=_("How it was removed"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    resolved_on = DayField(label=_("Out of the way since"), required=False, help_text=_("Left empty, today."))


class ReopenForm(RevisionForm):
    """Why it is back."""

    reason = forms.CharField(label=_("Why it is back"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}))


def initial_of_blocker(blocker: Blocker) -> dict[str, Any]:
    """A blocker as the form shows it."""
    names = ("title", "kind", "control", "opened_on", "late_discovery", "description", "revision")
    return {name: getattr(blocker, name) for name in names} | {"owner": blocker.owner_id}
