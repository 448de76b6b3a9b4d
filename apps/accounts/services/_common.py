"""What the services of this app share."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.choices import MEMBER_ROLES, Role
from apps.accounts.models import User
from apps.clients.models import Client
from kernel.errors import InvalidRefused, NotFoundMissing, Problem
from kernel.tenancy.context import public


class RoleRefused(InvalidRefused):
    """The role does not fit the user."""

    code = "role_refused"


@contextmanager
def on_the_platform() -> Iterator[None]:
    """One transaction on the public tables, from wherever it is called: what is recorded in it goes to the platform's ledger."""
    with public(), transaction.atomic():
        yield


def locked_client(client_id: uuid.UUID) -> Client:
    """The client, locked, so that two who change its members come one after the other. Raises `NotFoundMissing`."""
    client = Client.objects.select_for_update().filter(pk=client_id).first()
    if client is None:
        raise NotFoundMissing(_("There is no such client."))
    return client


def refuse_role(role: str, user: User | None) -> None:
    """Raise `RoleRefused` where the role does not fit: consultants are the partner's staff, who are nothing else in a client.

    Otherwise a consultant could sign for the client.
    """
    if role not in MEMBER_ROLES:
        raise RoleRefused(_("There is no such role."), [Problem("role", "invalid_choice", _("There is no such role."))])
    is_partner = user is not None and user.is_partner
    if role == Role.CONSULTANT and not is_partner:
        message, way_out = (
            _("Only the partner's staff can be consultants."),
            _("Invite them to the partner's team first."),
        )
    elif role != Role.CONSULTANT and is_partner:
        message, way_out = _("The partner's staff cannot act for a client."), _("Grant them access as a consultant.")
    else:
        return
    raise RoleRefused(_("This person cannot have this role."), [Problem("role", RoleRefused.code, message, way_out)])
