"""The public page on which whoever holds a contract's PDF checks its hash; it says nothing of whose it is."""

import re
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from apps.portfolio.selectors import seal_of

_SHA256 = re.compile(r"[0-9a-f]{64}")


class HashForm(forms.Form):
    """A hash as the PDF prints it; lines may have broken it."""

    hash = forms.CharField(
        label=_("Hash of the document"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("64 digits and letters from a to f; the PDF prints it at its foot."),
    )

    def clean_hash(self) -> str:
        """The 64 digits without what a line break put between them."""
        found = "".join(self.cleaned_data["hash"].split()).lower()
        if not _SHA256.fullmatch(found):
            raise forms.ValidationError(
                _("This is no SHA-256 hash. Copy all 64 digits and letters from the foot of the PDF."), code="V6"
            )
        return found


@require_GET
def verify(request: HttpRequest, digest: str = "") -> HttpResponse:
    """Say of a hash whether it is recorded here, where its document stands and since when; nothing else, to anybody."""
    asked = digest or request.GET.get("hash")
    form = HashForm(None if asked is None else {"hash": asked})
    context: dict[str, Any] = {"form": form, "is_answered": False}
    status = 200
    if form.is_bound:
        too_often: HttpResponse | None = consume_or_429(request, action="verify", limit_get=True)
        if too_often:
            return too_often
        if form.is_valid():
            context |= {"is_answered": True, "seal": seal_of(form.cleaned_data["hash"])}
        else:
            status = 422
    response = render(request, "console/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
