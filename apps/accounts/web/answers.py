"""How this app's pages answer to a change: the same page with what is wrong, or the next page with a word of what was done."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kernel.errors import Refused
from kernel.web.forms import add_problems

Made = TypeVar("Made")
# Refusals that no change to the form would turn: they have a page of their own.
FINAL = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}


def taken(request: HttpRequest, form: forms.Form, service: Callable[[dict[str, Any]], Made]) -> Made | None:
    """What the service made of the form; None where it was not sent, does not hold or was refused, and then it says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return service(form.cleaned_data)
    except Refused as refused:
        if refused.status in FINAL:
            raise
        add_problems(form, refused)
        return None


def moved(request: HttpRequest, address: str, service: Callable[[], Any], text: Any) -> HttpResponse:
    """Go back to a page with a word of what was done, or of why it was not."""
    try:
        service()
    except Refused as refused:
        if refused.status in FINAL:
            raise
        messages.error(request, f"{refused.message} {refused.way_out}".strip())
    else:
        messages.success(request, text)
    return redirect(address)
