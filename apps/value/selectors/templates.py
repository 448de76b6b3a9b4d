"""Reads: contract templates of the partner's library, and what one fills in for a KPI."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from apps.library.models import LibraryItem
from apps.library.selectors import Offered, items_by_key, offered_as
from apps.value.choices import Direction
from apps.value.contract_templates import CONTRACT_TEMPLATE
from apps.value.models import Baseline, Kpi
from apps.value.rules.contracts.templates import next_monday, terms_from_template
from apps.value.selectors.kpis import kpis_of
from apps.value.selectors.terms import kpi_terms
from apps.value.standard_kpis import STANDARD_KPI
from kernel.errors import InvalidRefused, NotFoundMissing, Problem
from kernel.rows import refuse
from kernel.tenancy.context import local_today, mounted_client


@dataclass(frozen=True, slots=True)
class Fit:
    """How a template fits an initiative: the KPI that it is meant for, and guardrails that nothing there measures yet."""

    kpi_id: uuid.UUID | None
    # Key and name of each standard KPI that is not among the initiative's.
    lacking: tuple[tuple[str, str], ...]


def template_fit(template: Offered, kpis: Iterable[Kpi]) -> Fit:
    """How a template fits the KPIs of an initiative, in one query."""
    standards = _standards()
    by_standard = _by_standard(kpis)
    guarded = [each["kpi"] for each in template.document.get("guardrails", ())]
    target = standards.get(template.document["kpi"])
    meant = by_standard.get(target.pk) if target else None
    return Fit(
        kpi_id=meant.pk if meant else None,
        lacking=tuple(
            (key, standards[key].name) for key in guarded if key in standards and standards[key].pk not in by_standard
        ),
    )


def template_terms(reference: str, kpi: Kpi, given: Mapping[str, Any]) -> tuple[Offered, dict[str, Any]]:
    """A template, named as `key` or `key@version`, and the terms that it fills in for a KPI; `given` goes before them.

    In four queries. Raises `InvalidRefused` for one that is not on offer or is meant for another KPI.
    """
    template = _template(reference)
    standards = _standards()
    _refuse_another(template, kpi, standards)
    mine = _by_standard(each for each in kpis_of(kpi.initiative_id) if each.pk != kpi.pk and each.scope == kpi.scope)
    guardrails = {key: str(mine[item.pk].pk) for key, item in standards.items() if item.pk in mine}
    baseline = Baseline.objects.filter(kpi=kpi, superseded_at__isnull=True).first()
    start_on = given.get("start_on")
    terms = terms_from_template(
        template.document,
        kpi=kpi_terms(kpi),
        baseline=baseline.value if baseline else None,
        start_on=start_on if isinstance(start_on, dt.date) else next_monday(local_today()),
        guardrails=guardrails,
        currency=mounted_client().currency,
    )
    return template, terms | {name: value for name, value in given.items() if value is not None}


def _template(reference: str) -> Offered:
    try:
        return offered_as(CONTRACT_TEMPLATE, reference)
    except NotFoundMissing as missing:
        problem = Problem(
            "template", "unknown", missing.message, _("Choose one of those on offer, or begin without one.")
        )
        raise InvalidRefused(_("There is no such contract template."), [problem]) from missing


def _refuse_another(template: Offered, kpi: Kpi, standards: Mapping[str, LibraryItem]) -> None:
    """A KPI of the client's own may be what the template is meant for; one that started from another standard KPI is not."""
    meant = standards.get(template.document["kpi"])
    if meant is not None and kpi.library_item not in (None, meant.pk):
        text = _("The template is meant for “%(meant)s”; this KPI is another one.") % {"meant": meant.name}
        refuse([Problem("template", "V1", text, _("Choose that KPI, or begin without the template."))])
    if kpi.direction == Direction.RANGE:
        text = _("The template promises a lift, and this KPI is to stay within a range.")
        refuse([Problem("template", "V1", text, _("Choose another KPI, or begin without the template."))])


def _standards() -> dict[str, LibraryItem]:
    """Every standard KPI by its key, retired ones too: KPIs that were made from them stay what they are."""
    return {key: item for (_kind, key), item in items_by_key([STANDARD_KPI]).items()}


def _by_standard(kpis: Iterable[Kpi]) -> dict[uuid.UUID, Kpi]:
    """KPIs by the standard that they started from, of several the first by name."""
    found: dict[uuid.UUID, Kpi] = {}
    for each in kpis:
        if each.library_item is not None:
            found.setdefault(each.library_item, each)
    return found
