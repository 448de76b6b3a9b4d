"""The partner's team, and who of the clients has access: parse, one call, render."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts import permissions, services
from apps.accounts.choices import Role
from apps.accounts.models import Invitation, Membership, User
from apps.accounts.selectors import MemberRow, TeamRow, active_factors, member_rows, open_invitations, team_rows
from apps.accounts.web.answers import moved, taken
from apps.accounts.web.forms import GrantForm, InviteColleagueForm, PartnerRoleForm
from kernel.access import Actor
from kernel.web.doors import PartnerRequest, opens_with
from kernel.web.tables import Column, Filter, Table

TEAM: Table[TeamRow] = Table(
    caption=gettext_lazy("The partner's team"),
    id="team",
    columns=[
        Column("name", gettext_lazy("Name"), sort=lambda row: row.name.casefold()),
        Column("role", gettext_lazy("Role"), sort=lambda row: row.role_label),
        Column("clients", gettext_lazy("Clients"), minor=True),
        Column("factor", gettext_lazy("Second factor"), sort=lambda row: row.has_second_factor, minor=True),
    ],
    default_sort="name",
)


def _members_table(rows: list[MemberRow]) -> Table[MemberRow]:
    clients = sorted({(str(row.client_id), row.client_name) for row in rows}, key=lambda option: option[1].casefold())
    return Table(
        caption=gettext_lazy("People of the clients"),
        id="members",
        columns=[
            Column("person", gettext_lazy("Name"), sort=lambda row: row.name.casefold()),
            Column("client", gettext_lazy("Client"), sort=lambda row: row.client_name.casefold()),
            Column("client_role", gettext_lazy("Role"), sort=lambda row: row.role_label, minor=True),
            Column("since", gettext_lazy("Since"), sort=lambda row: row.since, minor=True),
        ],
        filters=[Filter("client", gettext_lazy("Client"), clients, lambda row: str(row.client_id))],
        search=lambda row: f"{row.name} {row.email} {row.client_name}",
        default_sort="person",
    )


@require_GET
@opens_with(permissions.TEAM)
def team(request: PartnerRequest) -> HttpResponse:
    """Everybody who can log in, and who was invited."""
    members = [row for row in member_rows() if row.role != Role.CONSULTANT]
    context = {
        "team": TEAM.page(team_rows(), request.GET),
        "members": _members_table(members).page(members, request.GET),
        "invitations": open_invitations(),
    }
    return render(request, "accounts/team.html", context)


@require_http_methods(["GET", "POST"])
@opens_with(permissions.TEAM)
def invite_colleague(request: PartnerRequest) -> HttpResponse:
    """Invite somebody to the partner's team."""
    form = InviteColleagueForm(request.POST or None)

    def invite(given: dict[str, Any]) -> Invitation:
        return services.invite_partner_user(by=request.actor, **given)

    if taken(request, form, invite):
        messages.success(
            request, _("The invitation to %(email)s is on its way.") % {"email": form.cleaned_data["email"]}
        )
        return redirect("accounts:team")
    return render(request, "accounts/invite_colleague.html", {"form": form}, status=422 if form.is_bound else 200)


@require_POST
@opens_with(permissions.TEAM)
def move_invitation(request: PartnerRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    return invitation_moved(request, request.actor, invitation_id, reverse("accounts:team"))


def invitation_moved(request: HttpRequest, actor: Actor, invitation_id: uuid.UUID, address: str) -> HttpResponse:
    """The answer to a move of an invitation, on either side."""
    if request.POST.get("move") == "resend":
        text = _("The invitation is on its way again; the earlier link is dead.")
        return moved(request, address, lambda: services.resend_invitation(by=actor, invitation_id=invitation_id), text)
    if request.POST.get("move") == "withdraw":
        text = _("The invitation is withdrawn.")
        return moved(
            request, address, lambda: services.withdraw_invitation(by=actor, invitation_id=invitation_id), text
        )
    raise Http404


@require_GET
@opens_with(permissions.TEAM)
def person(request: PartnerRequest, user_id: uuid.UUID) -> HttpResponse:
    """One login: their role at the partner, the clients they may enter, and what can be changed."""
    return _person_page(request, _user(user_id), grant=GrantForm(), role=None)


def _user(user_id: uuid.UUID) -> User:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    return user


def _person_page(
    request: PartnerRequest, user: User, *, grant: GrantForm, role: PartnerRoleForm | None, status: int = 200
) -> HttpResponse:
    context = {
        "person": user,
        "access": member_rows(user_id=user.pk),
        "factors": active_factors(user),
        "grant_form": grant,
        "role_form": role or PartnerRoleForm(initial={"partner_role": user.partner_role}),
    }
    return render(request, "accounts/person.html", context, status=status)


@require_POST
@opens_with(permissions.TEAM)
def grant(request: PartnerRequest, user_id: uuid.UUID) -> HttpResponse:
    """Let a consultant into a client."""
    user, form = _user(user_id), GrantForm(request.POST)

    def let_in(given: dict[str, Any]) -> Membership:
        return services.grant_membership(
            by=request.actor, user_id=user.pk, role=Role.CONSULTANT, client_id=given["client_id"]
        )

    if taken(request, form, let_in):
        messages.success(request, _("%(name)s can enter the client now.") % {"name": user.name})
        return redirect("accounts:person", user_id)
    return _person_page(request, user, grant=form, role=None, status=422)


@require_POST
@opens_with(permissions.TEAM)
def change_partner_role(request: PartnerRequest, user_id: uuid.UUID) -> HttpResponse:
    """Give somebody another role at the partner."""
    user, form = _user(user_id), PartnerRoleForm(request.POST)
    if taken(request, form, lambda given: services.change_partner_role(by=request.actor, user_id=user.pk, **given)):
        messages.success(request, _("The role of %(name)s is changed.") % {"name": user.name})
        return redirect("accounts:person", user_id)
    return _person_page(request, user, grant=GrantForm(), role=form, status=422)


@require_POST
@opens_with(permissions.TEAM)
def move_person(request: PartnerRequest, user_id: uuid.UUID) -> HttpResponse:
    """Shut somebody out of everything, let them in again, or help who lost their second factor."""
    address = reverse("accounts:person", args=[user_id])
    if request.POST.get("move") == "deactivate":
        text = _("They are shut out from their next request on.")
        return moved(request, address, lambda: services.deactivate_user(by=request.actor, user_id=user_id), text)
    if request.POST.get("move") == "reactivate":
        text = _("They can log in again.")
        return moved(request, address, lambda: services.reactivate_user(by=request.actor, user_id=user_id), text)
    if request.POST.get("move") == "reset_second_factor":
        text = _("Their second factor is removed. They set one up at their next login.")
        return moved(request, address, lambda: services.reset_second_factor(by=request.actor, user_id=user_id), text)
    raise Http404


@require_POST
@opens_with(permissions.TEAM)
def revoke(request: PartnerRequest, membership_id: uuid.UUID) -> HttpResponse:
    """End somebody's access to one client, and stay on the page of the person."""
    address = (
        reverse("accounts:person", args=[request.POST["user_id"]])
        if _is_id(request.POST.get("user_id"))
        else reverse("accounts:team")
    )
    text = _("Their access is ended, from their next request on.")
    return moved(
        request, address, lambda: services.revoke_membership(by=request.actor, membership_id=membership_id), text
    )


def _is_id(text: str | None) -> bool:
    try:
        uuid.UUID(text or "")
    except ValueError:
        return False
    return True
