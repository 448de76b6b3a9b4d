"""Who has access to one client, below its mount: parse, one call, render."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import permissions, services
from apps.accounts.choices import Role
from apps.accounts.models import Invitation
from apps.accounts.selectors import MemberRow, member_rows, open_invitations
from apps.accounts.web.answers import moved, taken
from apps.accounts.web.forms import InviteMemberForm, RoleForm
from apps.accounts.web.team import invitation_moved
from kernel.access import table
from kernel.errors import NotFoundMissing
from kernel.tenancy.mount import ClientRequest
from kernel.web.tables import Column, Table

MEMBERS: Table[MemberRow] = Table(
    caption=gettext_lazy("People with access"),
    id="members",
    columns=[
        Column("name", gettext_lazy("Name"), sort=lambda row: row.name.casefold()),
        Column("role", gettext_lazy("Role"), sort=lambda row: row.role_label),
        Column("since", gettext_lazy("Since"), sort=lambda row: row.since, minor=True),
        Column("moves", ""),
    ],
    search=lambda row: f"{row.name} {row.email}",
    default_sort="name",
)


@require_GET
def members(request: ClientRequest) -> HttpResponse:
    """Everybody who may enter this client, and who was invited."""
    table.require(request.actor, permissions.VIEW_MEMBERS, request.client.pk)
    may_manage = table.allows(request.actor, permissions.MEMBERS, request.client.pk)
    context = {
        "table": MEMBERS.page(member_rows(client_id=request.client.pk), request.GET),
        "invitations": open_invitations(client_id=request.client.pk) if may_manage else [],
        "may_manage": may_manage,
        "may_end_consultants": table.allows(request.actor, permissions.TEAM),
        "consultant": Role.CONSULTANT.value,
    }
    return render(request, "accounts/members.html", context)


@require_http_methods(["GET", "POST"])
def invite_member(request: ClientRequest) -> HttpResponse:
    """Invite somebody of the client."""
    table.require(request.actor, permissions.MEMBERS, request.client.pk)
    form = InviteMemberForm(request.POST or None)

    def invite(given: dict[str, Any]) -> Invitation:
        return services.invite_member(by=request.actor, client_id=request.client.pk, **given)

    if taken(request, form, invite):
        messages.success(
            request, _("The invitation to %(email)s is on its way.") % {"email": form.cleaned_data["email"]}
        )
        return redirect("accounts:members")
    return render(request, "accounts/invite_member.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
def move_member_invitation(request: ClientRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    if not any(row.id == invitation_id for row in open_invitations(client_id=request.client.pk)):
        raise NotFoundMissing(_("There is no such invitation."))
    return invitation_moved(request, request.actor, invitation_id, reverse("accounts:members"))


@require_http_methods(["GET", "POST"])
def change_role(request: ClientRequest, membership_id: uuid.UUID) -> HttpResponse:
    """Give a member another role here."""
    member = _member(request, membership_id)
    table.require(request.actor, permissions.MEMBERS, request.client.pk)
    form = RoleForm(request.POST or None, initial={"role": member.role})
    if taken(request, form, lambda given: services.change_role(by=request.actor, membership_id=membership_id, **given)):
        messages.success(request, _("The role of %(name)s is changed.") % {"name": member.name})
        return redirect("accounts:members")
    context = {"form": form, "member": member}
    return render(request, "accounts/change_role.html", context, status=422 if form.is_bound else 200)


@require_POST
def revoke_member(request: ClientRequest, membership_id: uuid.UUID) -> HttpResponse:
    """End somebody's access to this client."""
    _member(request, membership_id)
    text = _("Their access is ended, from their next request on.")
    address = reverse("accounts:members")
    return moved(
        request, address, lambda: services.revoke_membership(by=request.actor, membership_id=membership_id), text
    )


def _member(request: ClientRequest, membership_id: uuid.UUID) -> MemberRow:
    """The member of this client; another client's looks like none."""
    for row in member_rows(client_id=request.client.pk):
        if row.id == membership_id:
            return row
    raise NotFoundMissing(_("There is no such member."))
