"""(k) The gates of a full play judged live: how many queries, and how much more than these take by themselves."""

import time
import uuid

from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.plays.selectors.plays import play_page
from benchmarks.figures import Result, Side, in_turns
from benchmarks.ground import provisioned_client
from kernel import clock
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.telling_plays import IMPROVED, Story

MOST_QUERIES, ROUNDS, DAY = 25, 25, 44


def full_play() -> Story:
    """A play on day 44, past its Pilot gate, with everything that its gates ask about, read and watched every day."""
    story = Story()
    with story.on(3):
        story.prepare_pilot()
        story.weeks_read(*IMPROVED)
        story.watch()
    with story.on(30):
        story.people_test()
        story.pass_gate("pilot")
        story.prepare_production()
    with story.on(DAY):
        story.attest()
    return story


def bare(statements: list[str]) -> float:
    """Milliseconds that the statements take by themselves, their rows fetched and thrown away."""
    start = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()
    return (time.perf_counter() - start) * 1_000


def judged(play_id: uuid.UUID) -> float:
    """Milliseconds that the play's page takes, with each criterion of each gate judged, and the passed one held against its grounds."""
    start = time.perf_counter()
    play_page(play_id)
    return (time.perf_counter() - start) * 1_000


def run(*, scale: float = 1.0) -> Result:
    """The page of a play beside its own queries."""
    with mounted(provisioned_client()), clock.frozen(NOW):
        story = full_play()
        with story.on(DAY):
            play_page(story.play_id)
            with CaptureQueriesContext(connection) as seen:
                page = play_page(story.play_id)
            statements = [query["sql"] for query in seen.captured_queries if query["sql"].startswith("SELECT")]
            found = in_turns(max(5, round(ROUNDS * scale)), lambda: judged(story.play_id), lambda: bare(statements))
    if len(seen) > MOST_QUERIES:
        raise RuntimeError(
            f"The gates of a play are judged in {len(seen)} queries; at most {MOST_QUERIES} were promised."
        )
    sides = [Side("three gates judged", "ms", found[0]), Side("their queries alone", "ms", found[1])]
    criteria = sum(len(view.rows) for view in page.gates) + sum(len(phase.answers) for phase in page.phases)
    return Result(
        name="gates",
        question="What does it cost to judge the gates of a full play?",
        sides=sides,
        notes=[
            f"{len(seen)} queries for {criteria} criteria; at most {MOST_QUERIES} were promised.",
            f"Judging takes {sides[0].median / sides[1].median:.1f} times as long as the queries alone.",
        ],
        more={"queries": len(seen), "criteria": criteria},
    )
