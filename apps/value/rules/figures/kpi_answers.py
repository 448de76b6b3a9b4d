"""The answer in a sentence where no contract promises anything: what a KPI's readings say against its baseline."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from apps.value.choices import Favour, Freshness
from apps.value.rules.figures.answers import Answer
from apps.value.rules.figures.limits import NaturalLimits
from apps.value.rules.figures.signals import Signal
from apps.value.rules.points import Text, Unknown


def kpi_answer(
    *, freshness: Freshness, has_baseline: bool, limits: NaturalLimits | Unknown, signals: Sequence[Signal]
) -> Answer:
    """Better, worse, both, unmoved, or not to be told yet and why; `signals` are those since the baseline."""
    if freshness == Freshness.NONE:
        return Answer(_("There is no reading yet: nobody can say where it stands."), "unknown")
    if freshness == Freshness.STALE:
        return Answer(_("No current reading: nobody can say where it stands now."), "unknown")
    if not has_baseline:
        return Answer(_("It is measured, but there is no baseline to hold it against."), "attention")
    if isinstance(limits, Unknown):
        return Answer(limits.reason, "unknown")
    return Answer(*_movement({signal.favour for signal in signals}))


def _movement(favours: set[Favour]) -> tuple[Text, str]:
    if {Favour.FAVOURABLE, Favour.UNFAVOURABLE} <= favours:
        return _("It moved both ways since the baseline: no change that holds."), "attention"
    if Favour.FAVOURABLE in favours:
        return _("It moved for the better since the baseline, by more than its natural variation."), "good"
    if Favour.UNFAVOURABLE in favours:
        return _("It moved for the worse since the baseline, by more than its natural variation."), "bad"
    if favours:
        return _("It moved since the baseline, by more than its natural variation."), "attention"
    return _("No movement since the baseline that can be told from its natural variation."), "attention"
