"""(e) A signed contract's PDF, from its id to its bytes, against WeasyPrint alone on the same HTML."""

import datetime as dt
import time
import uuid
from decimal import Decimal

from weasyprint import CSS, HTML

from apps.initiatives.services import create_person
from apps.value.documents import contract_html, contract_pdf
from apps.value.rules.periods import period_of
from apps.value.rules.readings.rows import RawRow
from apps.value.selectors.contracts import contract_page
from apps.value.services import draft_contract, propose_contract, record_baseline, record_readings
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import initiative_with_kpis, provisioned_client
from kernel import clock
from kernel.access import system_actor
from kernel.charts.render import drawn_svg
from kernel.pdf.render import FOLDER, OwnFilesFetcher, html_to_pdf
from kernel.tenancy.context import mounted

ROUNDS = 25
WEEKS = 40
TARGET = 1.3


def proposed_contract(name: str = "Proposals") -> uuid.UUID:
    """A proposed contract with a baseline and 40 weeks of readings, on an initiative of its own, in the mounted client."""
    by = system_actor()
    kpi = initiative_with_kpis(1, name=name, cadence="week")[0]
    last = period_of(clock.now().date(), "week").start - dt.timedelta(weeks=1)
    mondays = [last - dt.timedelta(weeks=back) for back in range(WEEKS)]
    rows = [
        RawRow(place, {"period": monday.isoformat(), "value": f"{3 + place / 20 + place % 3 / 5:.2f}", "cases": 12})
        for place, monday in enumerate(mondays, 1)
    ]
    if record_readings(by=by, rows=rows, door="api", kpi_id=kpi.pk).batch.refused:
        raise RuntimeError("The benchmark's own readings were refused.")
    record_baseline(
        by=by,
        kpi_id=kpi.pk,
        value=Decimal("4.9"),
        method="Timestamps of request and sent proposal",
        window_start=mondays[-1],
        window_end=mondays[-20] + dt.timedelta(days=6),
        sample_size=212,
        source="CRM",
    )
    sponsor = create_person(by=by, name="Dr. Petra Vogel", function="management", job_title="Chief executive")
    contract = draft_contract(
        by=by,
        initiative_id=kpi.initiative_id,
        kpi_id=kpi.pk,
        title="Proposals in three days",
        terms={
            "goal": "Cut the mean proposal turnaround from 4.9 days to 3 days by October",
            "target": "3",
            "start_on": mondays[-21].isoformat(),
            "due_on": (last + dt.timedelta(weeks=3)).isoformat(),
            "lift": {"low": "1.4", "likely": "1.9", "high": "2.2"},
            "rollback": {
                "kpi_key": str(kpi.pk),
                "comparison": "above",
                "value": "6.5",
                "consecutive": 2,
                "fallback": "Proposals go back to the manual queue of the order desk.",
            },
            "signatories": {
                "workflow_owner": str(kpi.initiative.workflow_owner_id),
                "sponsor": str(sponsor.pk),
            },
        },
    )
    propose_contract(by=by, contract_id=contract.pk, revision=contract.revision)
    return contract.pk


def run(*, scale: float = 1.0) -> Result:
    """Both ways in turns, after one of each."""
    client = provisioned_client()
    with mounted(client):
        contract_id = proposed_contract()
        html = contract_html(contract_page(contract_id))
        css = (FOLDER / "document.css").read_text()

        def ours() -> float:
            start = time.perf_counter()
            contract_pdf(contract_id)
            return (time.perf_counter() - start) * 1_000

        def first_print() -> float:
            drawn_svg.cache_clear()
            return ours()

        def alone() -> float:
            start = time.perf_counter()
            document = HTML(string=html, url_fetcher=OwnFilesFetcher())
            document.write_pdf(stylesheets=[CSS(string=css)], pdf_variant="pdf/ua-1")
            return (time.perf_counter() - start) * 1_000

        def prepared() -> float:
            start = time.perf_counter()
            html_to_pdf(html)
            return (time.perf_counter() - start) * 1_000

        for side in (first_print, ours, alone, prepared):
            side()
        found = in_turns(max(9, round(ROUNDS * scale)), ours, alone, first_print, prepared)
    names = [
        "contract_pdf: queries, chart, HTML, PDF",
        "WeasyPrint alone on the same HTML and style sheet",
        "contract_pdf when its chart was not drawn before",
        "WeasyPrint alone, style sheet read beforehand",
    ]
    sides = [Side(name, "ms", rounds) for name, rounds in zip(names, found, strict=True)]
    first, prepared_ratio = sides[2].median / sides[1].median, sides[0].median / sides[3].median
    return Result(
        name="contract_pdf",
        question="How long does a contract's PDF take?",
        sides=sides,
        target=TARGET,
        notes=[
            "The ratio is of the first two. A process draws a chart once and reads the style sheet once.",
            f"The first print of a chart: {first:.3f}. Against WeasyPrint with its style sheet read: {prepared_ratio:.3f}.",
        ],
        more={"html_bytes": len(html), "ratio_first_print": first, "ratio_style_sheet_read": prepared_ratio},
    )
