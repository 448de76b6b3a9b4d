"""The forms of this app's pages. They take what was typed; the services judge it."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.choices import CLIENT_ROLES, PartnerRole
from apps.clients.models import Client

NAMED_ZONES = (zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
ZONE_CHOICES = [(zone, zone.replace("_", " ")) for zone in [*sorted(NAMED_ZONES), "UTC"]]
CLIENT_ROLE_CHOICES = [(role.value, role.label) for role in CLIENT_ROLES]
NO_ROLE = "none"
PARTNER_ROLE_CHOICES = [(role.value, role.label) for role in PartnerRole if role]


class PreferencesForm(forms.Form):
    """How somebody reads languages, times and numbers."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=ZONE_CHOICES)


class AcceptForm(PreferencesForm):
    """What somebody who was invited says of themselves."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters. A sentence is easy to remember and hard to guess."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["name", "password", "language", "time_zone"]


class InviteForm(forms.Form):
    """Whom to invite; `role` gets its choices from the side that invites."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    language = forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES)


class InviteColleagueForm(InviteForm):
    """A colleague at the partner."""

    partner_role = forms.ChoiceField(label=_("Role"), choices=PARTNER_ROLE_CHOICES)
    field_order = ["name", "email", "partner_role", "language"]


class InviteMemberForm(InviteForm):
    """Somebody of the client."""

    role = forms.ChoiceField(label=_("Role"), choices=CLIENT_ROLE_CHOICES)
    field_order = ["name", "email", "role", "language"]


class RoleForm(forms.Form):
    """Another role in the client."""

    role = forms.ChoiceField(label=_("Role"), choices=CLIENT_ROLE_CHOICES)


class PartnerRoleForm(forms.Form):
    """Another role at the partner."""

    # The empty role has a name here: a field that may be left out would not ask.
    partner_role = forms.TypedChoiceField(
        label=_("Role at the partner"),
        choices=[*PARTNER_ROLE_CHOICES, (NO_ROLE, PartnerRole.NONE.label)],
        coerce=lambda role: PartnerRole.NONE if role == NO_ROLE else role,
    )


def client_choices() -> list[tuple[str, str]]:
    """Every client, by name."""
    return [(str(pk), name) for pk, name in Client.objects.values_list("pk", "name")]


class GrantForm(forms.Form):
    """The client that a consultant is to work in."""

    client_id = forms.ChoiceField(label=_("Client"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["client_id"].choices = client_choices()  # type: ignore[attr-defined]

    def clean_client_id(self) -> uuid.UUID:
        """As an id."""
        return uuid.UUID(self.cleaned_data["client_id"])


class ServiceAccountForm(forms.Form):
    """What a system may do, where, and until when."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("The system that calls, such as “CRM export”."))
    client_ids = forms.MultipleChoiceField(label=_("Clients"), widget=forms.CheckboxSelectMultiple)
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    expires_on = forms.DateField(
        label=_("Works until"),
        required=False,
        help_text=_("The last day on which it is let in."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, scopes: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["client_ids"].choices = client_choices()  # type: ignore[attr-defined]
        self.fields["scopes"].choices = [(name, f"{label} ({name})") for name, label in scopes.items()]  # type: ignore[attr-defined]

    def clean_client_ids(self) -> list[uuid.UUID]:
        """As ids."""
        return [uuid.UUID(text) for text in self.cleaned_data["client_ids"]]

    @property
    def expires_at(self) -> dt.datetime | None:
        """The end of the last day, in the time zone of whoever set it."""
        last: dt.date | None = self.cleaned_data["expires_on"]
        if last is None:
            return None
        return dt.datetime.combine(
            last + dt.timedelta(days=1), dt.time(), ZoneInfo(timezone.get_current_timezone_name())
        )
