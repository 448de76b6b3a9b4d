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


def test_it_draws_days_off_in_a_row_as_one():
    first = dt.date(2026, 3, 2)
    drawn = timeline(
        started_on=first,
        today=first,
        days=20,
        spans=[Span("All", 1, 20)],
        off=[first + dt.timedelta(days=at) for at in (5, 6, 7, 12)],
    )

    assert [(rest.left, rest.width) for rest in drawn.rests] == [("25.000%", "15.000%"), ("60.000%", "5.000%")]


def test_it_leaves_out_the_word_of_a_span_that_is_too_narrow():
    drawn = timeline(
        started_on=dt.date(2026, 3, 2), today=dt.date(2026, 3, 2), days=60, spans=[Span("A", 1, 3), Span("B", 4, 60)]
    )

    assert [span.is_narrow for span in drawn.spans] == [True, False]
