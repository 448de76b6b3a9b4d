import datetime as dt

from kernel.web.timelines import Mark, Span, timeline


def test_it_lays_days_out_as_shares_of_the_width():
    drawn = timeline(
        started_on=dt.date(2026, 3, 2),
        today=dt.date(2026, 3, 16),
        days=60,
        spans=[Span("Lock", 1, 10), Span("Build", 11, 30)],
        marks=[Mark("Pilot gate", 30)],
    )

    assert [(span.left, span.width, span.past) for span in drawn.spans] == [
        ("0.000%", "16.667%", "16.667%"),
        ("16.667%", "33.333%", "6.667%"),
    ]
    assert drawn.spans[1].begins_on == dt.date(2026, 3, 12)
    assert drawn.marks[0].at == "49.167%"
    assert (drawn.day, drawn.now) == (15, "24.167%")


def test_it_draws_no_today_outside_the_run():
    ended = timeline(started_on=dt.date(2026, 1, 1), today=dt.date(2026, 6, 1), days=60, spans=[Span("All", 1, 60)])

    assert ended.now == ""
    assert ended.spans[0].past == "100.000%"
