"""The public page on which whoever holds a contract's PDF checks its hash or its content; it says nothing of whose it is."""

import hashlib
import re
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from apps.portfolio.selectors import seal_of

MOST_BYTES = 1024 * 1024
# What the form around a file of that size may take.
_AROUND = 16 * 1024
_TOO_LARGE = _("The file is larger than 1 MB. Choose the file contract.json that is attached to the PDF.")
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


class ContentForm(forms.Form):
    """The content of a contract, as its PDF carries it."""

    file = forms.FileField(
        label=_("Content of the document"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json", "class": "form-control"}),
        help_text=_(
            "The file contract.json, as it is attached to the PDF: at most 1 MB. It is hashed and compared, and not kept."
        ),
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """The file, where it can be a contract's content."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_TOO_LARGE, code="V6")
        if file.read(5) == b"%PDF-":
            raise forms.ValidationError(
                _("This is the PDF. Save the file contract.json that is attached to it, and choose that."), code="V6"
            )
        file.seek(0)
        return file


# Nothing is changed and nobody's session decides, so that there is nothing to forge; the token's check would read the
# whole body before its size is looked at.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say of a typed hash, or of a content, whether it is recorded here, where it stands and since when; nothing else."""
    return _of_content(request) if request.method == "POST" else _of_hash(request, request.GET.get("hash"))


@require_GET
def verify_document(request: HttpRequest, digest: str) -> HttpResponse:
    """The same of the hash that a PDF's link names."""
    return _of_hash(request, digest)


def _of_hash(request: HttpRequest, asked: str | None) -> HttpResponse:
    form = HashForm(None if asked is None else {"hash": asked})
    if not form.is_bound:
        return _page(request, {"form": form})
    if too_often := _too_often(request):
        return too_often
    if not form.is_valid():
        return _page(request, {"form": form}, status=422)
    return _page(request, {"form": form, "is_answered": True, "seal": seal_of(form.cleaned_data["hash"])})


def _of_content(request: HttpRequest) -> HttpResponse:
    if too_often := _too_often(request):
        return too_often
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + _AROUND:
        form = ContentForm({}, MultiValueDict())
        form.errors["file"] = form.error_class([str(_TOO_LARGE)], renderer=form.renderer)
        return _page(request, {"content_form": form}, status=422)
    # In memory and nowhere else: what is asked about is somebody's contract.
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    form = ContentForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, {"content_form": form}, status=422)
    found = hashlib.sha256(form.cleaned_data["file"].read()).hexdigest()
    context = {"content_form": ContentForm(), "is_answered": True, "seal": seal_of(found), "content_hash": found}
    return _page(request, context)


def _too_often(request: HttpRequest) -> HttpResponse | None:
    answer: HttpResponse | None = consume_or_429(request, action="verify", limit_get=True)
    return answer


def _page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context = {"form": HashForm(), "content_form": ContentForm(), "is_answered": False, **context}
    response = render(request, "console/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response
