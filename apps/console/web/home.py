"""The start page beside the mounts: it leads each person to where their work is."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from apps.accounts.selectors import Caller, entered_client_ids
from apps.clients.selectors import client_rows
from apps.console.selectors import desk


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The partner's staff see what needs them today; somebody of a client goes straight into it, or chooses among several."""
    caller: Caller | None = request.caller  # type: ignore[attr-defined]
    if caller is None or caller.user is None:
        return redirect_to_login(request.get_full_path())
    if caller.user.is_partner:
        return render(request, "console/desk.html", {"desk": desk(caller.user)})
    clients = [row for row in client_rows(entered_client_ids(caller.user)) if row.is_open]
    if len(clients) == 1:
        return redirect(f"/clients/{clients[0].slug}/")
    return render(request, "console/choose.html", {"clients": clients})
