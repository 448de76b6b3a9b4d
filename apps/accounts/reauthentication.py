"""How a session's person has proved who they are: by a second factor, and anew before they sign or manage keys."""

import datetime as dt
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponseRedirect

from kernel.web.addresses import outside


def recently_reauthenticated(request: HttpRequest) -> dt.datetime | None:
    """When this session's person last proved on purpose who they are, within the last few minutes; None where they have not."""
    if not did_recently_reauthenticate(request):
        return None
    proofs = [record for record in get_authentication_records(request, request.user) if record.get("reauthenticated")]
    return dt.datetime.fromtimestamp(proofs[-1]["at"], dt.UTC) if proofs else None


def ask_to_reauthenticate(request: HttpRequest) -> HttpResponseRedirect:
    """Send the person to prove who they are, and back to the page they are on."""
    return _redirect("account_reauthenticate", next_path=request.get_full_path())


def used_second_factor(request: HttpRequest) -> bool:
    """Whether a second factor was used in this session; that one exists says nothing about who opened this session."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def ask_for_second_factor(request: HttpRequest, *, exists: bool) -> HttpResponseRedirect:
    """Send the person to use their second factor, or to set one up."""
    return _redirect("mfa_reauthenticate" if exists else "mfa_index", next_path=request.get_full_path())


def _redirect(name: str, *, next_path: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{outside(name)}?{urlencode({'next': next_path})}")
