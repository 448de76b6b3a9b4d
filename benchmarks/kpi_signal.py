"""(f) How often the KPI signal is wrong, and how often it hears a real improvement: not of speed, but claimed all the same.

The same measure as `tests/value/rules/test_real_logs.py`: windows of 26 weeks of baseline and 9 weeks of play slide over
weekly series of processes that nobody improved.
"""

import statistics
from collections.abc import Callable, Sequence

from apps.value.choices import Direction, Favour
from apps.value.rules.figures.limits import natural_limits
from apps.value.rules.figures.signals import find_signals
from apps.value.rules.points import Point
from benchmarks.figures import Result, Side
from tests.value.rules import logs
from tests.value.rules.test_real_logs import measure, windows


def _better_week(baseline: list[Point], play: list[Point]) -> bool:
    return play[-1].value < statistics.mean(point.value for point in baseline)


def _single_rule(baseline: list[Point], play: list[Point]) -> bool:
    limits = natural_limits(baseline, nonnegative=True)
    signals = find_signals([*baseline, *play], limits, direction=Direction.DOWN, after=baseline[-1].period.end)
    return any(signal.favour == Favour.FAVOURABLE for signal in signals)


def run(*, scale: float = 1.0) -> Result:  # noqa: ARG001 - the counts are the data's own
    """Shares of windows, on each series that is at hand."""
    series = {"help desk": logs.helpdesk_points()}
    if logs.RECEIPT.exists():
        series["receipt phase"] = logs.weekly_means(logs.receipt_cases())
    sides, counts = [], {}
    for name, points in series.items():
        counts[name] = len(list(windows(points)))
        shares = {
            "wrong if a better last week were enough": _share(_better_week, points),
            "wrong if one favourable run rule were enough": _share(_single_rule, points),
            "wrong by the definition": measure(points, Direction.DOWN, better=False).share,
            "wrong by the definition, with higher taken as better": measure(points, Direction.UP, better=False).share,
            "heard: an improvement of two standard deviations": measure(points, Direction.DOWN, better=True).share,
        }
        sides += [Side(f"{name}, {what}", "of windows", [share]) for what, share in shares.items()]
    windows_in = ", ".join(f"{count} of the {name}" for name, count in counts.items())
    return Result(
        name="kpi_signal",
        question="How often is the KPI signal wrong, and what does it hear?",
        sides=sides,
        notes=[
            f"Windows: {windows_in}. They overlap, so they are not independent.",
            "Both are times: lower is better. Nobody improved either process.",
        ],
        more={"windows": counts},
    )


def _share(passes: Callable[[list[Point], list[Point]], bool], points: Sequence[Point]) -> float:
    return statistics.mean(passes(baseline, play) for baseline, play in windows(points))
