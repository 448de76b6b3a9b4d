"""The contract as a page of paper: what was signed, over which hash, and where the ledger stood when it was printed."""

import uuid

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from apps.value.selectors.contracts import ContractPage, contract_page
from apps.value.selectors.pictures import run_chart_of
from kernel import clock
from kernel.canonical import canonical_json
from kernel.charts.render import render_svg
from kernel.ledger.services import head
from kernel.pdf.render import AttachedFile, html_to_pdf, render_html
from kernel.tenancy.context import mounted_client
from kernel.web.addresses import outside

CHART_WIDTH, CHART_HEIGHT = 660, 190
CONTENT_NAME = "contract.json"


def contract_html(page: ContractPage) -> str:
    """The document's HTML, in the client's language and time zone whoever prints it."""
    client = mounted_client()
    sequence, ledger_hash = head()
    with translation.override(client.language), timezone.override(client.time_zone):
        chart = (
            render_svg(run_chart_of(page.standing, width=CHART_WIDTH, height=CHART_HEIGHT))
            if page.standing.points
            else ""
        )
        context = {
            "page": page,
            "client": client,
            "chart": chart,
            "printed_at": clock.now(),
            "ledger_sequence": sequence,
            "ledger_hash": ledger_hash,
            "verify_address": _verify_address(page),
            "content_name": CONTENT_NAME,
        }
        return render_html("pdf/contract.html", context)


def _verify_address(page: ContractPage) -> str:
    """Where whoever holds the paper can check its hash; empty for a draft, of which nothing is recorded."""
    if page.version is None:
        return ""
    return f"{settings.CANONICAL_URL}{outside('console:verify_document', page.version.content_hash)}"


def contract_content(page: ContractPage) -> tuple[AttachedFile, ...]:
    """The bytes whose SHA-256 the paper prints, so that whoever holds it can compute the hash; nothing of a draft."""
    if page.version is None:
        return ()
    with translation.override(mounted_client().language):
        description = _("What the signatures are over, as it was hashed.")
    content = canonical_json(page.version.content)
    return (AttachedFile(CONTENT_NAME, content, description, page.version.proposed_at),)


def contract_pdf(contract_id: uuid.UUID) -> tuple[str, bytes]:
    """The contract's title and its PDF, which carries the content that was hashed. Raises `NotFoundMissing`."""
    page = contract_page(contract_id)
    return page.title, html_to_pdf(contract_html(page), attached=contract_content(page))
