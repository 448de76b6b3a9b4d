"""What is wrong with a contract's rollback trigger (V5)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Comparison, Direction
from apps.value.rules.contracts.checks import WORSE_WHEN_BROKEN, choice, missing
from apps.value.rules.figures.levels import holds
from apps.value.rules.points import Text
from apps.value.rules.terms import ContractTerms, RollbackTerms
from apps.value.rules.words import say
from kernel.errors import Problem


def rollback_problems(terms: ContractTerms) -> Iterator[Problem]:
    """No trigger, one that is incomplete or without a fallback, or one that fires at once, on success or on the better side."""
    rollback = terms.rollback
    if rollback is None:
        text = _("There is no rollback trigger.")
        yield Problem("rollback", "V5", text, _("Say at which readings the work stops and falls back."))
        return
    keys = {kpi.key for kpi in (terms.kpi, *(guardrail.kpi for guardrail in terms.guardrails)) if kpi and kpi.key}
    if not rollback.kpi_key:
        yield missing("rollback.kpi_key", "V5", _("The rollback trigger names no KPI."))
    elif rollback.kpi_key not in keys:
        text = _("The rollback trigger's KPI is not in this contract.")
        yield Problem("rollback.kpi_key", "V5", text, _("Choose the target KPI or one of the guardrails."))
    yield from choice(
        "rollback.comparison", "V5", rollback.comparison, Comparison.values, _("Above or below: it is missing.")
    )
    if rollback.value is None:
        yield missing("rollback.value", "V5", _("The rollback trigger has no number."))
    if rollback.consecutive is None or rollback.consecutive < 1:
        yield missing("rollback.consecutive", "V5", _("After how many consecutive readings it fires is missing."))
    if not rollback.fallback.strip():
        text = _("There is no fallback procedure.")
        yield Problem("rollback.fallback", "V5", text, _("Write down how the work goes on when the trigger fires."))
    yield from _fires_at_once(terms, rollback)


def _fires_at_once(terms: ContractTerms, rollback: RollbackTerms) -> Iterator[Problem]:
    if rollback.value is None or rollback.comparison not in Comparison.values or not rollback.kpi_key:
        return
    watched = terms.rollback_kpi
    keeps = WORSE_WHEN_BROKEN.get(watched.direction) if watched else None  # type: ignore[call-overload]
    if keeps and rollback.comparison in keeps:
        text: Text = _("The trigger would fire when the KPI gets better.")
        yield Problem("rollback.comparison", "V5", text, _("Turn the comparison round."))
        return
    bounds = (terms.range_low, terms.range_high) if watched and watched.direction == Direction.RANGE else ()
    if any(bound is not None and holds(bound, rollback.comparison, rollback.value) for bound in bounds):
        text = _("The trigger would fire inside the range that is to be held.")
        yield Problem("rollback.value", "V5", text, _("Set a number outside the range."))
        return
    now, goal = None, None
    if terms.kpi is not None and rollback.kpi_key == terms.kpi.key:
        now, goal = terms.baseline.value if terms.baseline else None, terms.target
    else:
        now = next((each.baseline for each in terms.guardrails if each.kpi.key == rollback.kpi_key), None)
    if goal is not None and holds(goal, rollback.comparison, rollback.value):
        text = say(_("The trigger would fire on success: at the target of {target}."), target=goal)
        yield Problem("rollback.value", "V5", text, _("Turn the comparison round, or move the number."))
    elif now is not None and holds(now, rollback.comparison, rollback.value):
        text = say(_("The trigger would fire at once: the KPI stands at {baseline}."), baseline=now)
        yield Problem("rollback.value", "V5", text, _("Set a number that is worse than today's."))
