"""A person's own pages: what they prefer, and the invitation that let them in."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.accounts import services
from apps.accounts.addresses import caller_address
from apps.accounts.choices import PartnerRole, Role
from apps.accounts.models import Invitation, User
from apps.accounts.selectors import Caller, active_factors, invitation_for, member_rows, platform_actor, visitor
from apps.accounts.web.answers import taken
from apps.accounts.web.forms import AcceptForm, PreferencesForm
from kernel.errors import NotFoundMissing


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person reads languages, times and numbers, and how their login is secured."""
    caller: Caller | None = request.caller  # type: ignore[attr-defined]
    user = caller.user if caller else None
    if caller is None or user is None:
        return redirect_to_login(request.get_full_path())
    initial = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
    form = PreferencesForm(request.POST or None, initial=initial)
    if taken(request, form, lambda given: services.change_preferences(by=platform_actor(caller), **given)):
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Your preferences are saved."))
        return redirect("accounts:preferences")
    context = {"form": form, "factors": active_factors(user), "access": member_rows(user_id=user.pk)}
    return render(request, "accounts/preferences.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: with a new account, or with the one that its address has already."""
    found = invitation_for(token)
    if found is None:
        raise NotFoundMissing(_("There is no such invitation."), way_out=_("Open the link in the latest mail again."))
    caller: Caller | None = request.caller  # type: ignore[attr-defined]
    owner = User.objects.filter(email__iexact=found.email, is_active=True).first()
    if caller is not None and caller.user is not None:
        return _accept_as(request, caller, found, token)
    if owner is not None:
        return redirect_to_login(request.get_full_path())
    initial = {"name": found.name, "language": get_language(), "time_zone": User._meta.get_field("time_zone").default}
    form = AcceptForm(request.POST or None, initial=initial)

    def accept(given: dict[str, Any]) -> User:
        return services.accept_invitation(by=visitor(caller_address(request)), token=token, **given)

    if user := taken(request, form, accept):
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect(_entrance(found))
    context = _context(found) | {"form": form}
    return render(request, "accounts/invitation.html", context, status=422 if form.is_bound else 200)


def _accept_as(request: HttpRequest, caller: Caller, found: Invitation, token: str) -> HttpResponse:
    if request.method == "POST":
        services.accept_invitation_as_user(by=platform_actor(caller), token=token)
        return redirect(_entrance(found))
    user = cast("User", caller.user)
    context = _context(found) | {"is_mine": user.email.lower() == found.email.lower()}
    return render(request, "accounts/invitation_as.html", context)


def _context(found: Invitation) -> dict[str, Any]:
    labels = dict(PartnerRole.choices) | dict(Role.choices)
    return {
        "invitation": found,
        "role": labels[found.role],
        "client_name": found.client.name if found.client else "",
        "inviter": found.invited_by.name if found.invited_by else "",
    }


def _entrance(found: Invitation) -> str:
    return f"/clients/{found.client.slug}/" if found.client else "/"
