"""Row 4: switching, nesting, savepoints, rollbacks, rings and the cache, against a plain model of what each must give."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from apps.clients.models import Client
from apps.initiatives.models import Person
from kernel.ids import new_id
from kernel.ledger import services
from kernel.tenancy.context import ClientMissing, current_schema, find_client, mounted, public
from tests.factories.people import make_person

SLUGS = ("acme", "borealis")
PLACES = (*SLUGS, "public")


class UnwindingError(Exception):
    """Thrown through frames, as a view that fails."""


def machine(take_rings: Callable[[], list[tuple[str, dict[str, Any]]]]) -> type[RuleBasedStateMachine]:
    """The machine, with the way to take what the doorbell rang."""

    class Switching(RuleBasedStateMachine):
        """Frames are mounts and transactions, opened and closed in any nesting; the model is a dictionary of lists."""

        def __init__(self) -> None:
            super().__init__()
            self.clients = {slug: Client.objects.get(slug=slug) for slug in SLUGS}
            self.schemas = {**{slug: client.schema_name for slug, client in self.clients.items()}, "public": "public"}
            self.run = f"switching-{new_id()}"
            self.frames: list[tuple[str, AbstractContextManager[object], Any]] = []
            self.people: dict[str, list[str]] = {slug: [] for slug in SLUGS}
            self.cached: dict[str, str] = {}
            self.rings: set[str] = set()
            self.entries = {}
            for slug in SLUGS:
                with mounted(self.clients[slug]):
                    self.entries[slug] = services.head()[0]

        @property
        def place(self) -> str:
            return next((what for kind, _, what in reversed(self.frames) if kind == "mount"), "public")

        @property
        def in_transaction(self) -> bool:
            return any(kind == "atomic" for kind, _, _ in self.frames)

        @rule(place=st.sampled_from(PLACES))
        def mount(self, place: str) -> None:
            frame = public() if place == "public" else mounted(self.clients[place])
            frame.__enter__()
            self.frames.append(("mount", frame, place))

        @rule(slug=st.sampled_from(["absent", "t_template", "public", ""]))
        def mount_nothing(self, slug: str) -> None:
            with pytest.raises(ClientMissing):
                find_client(slug)

        @rule()
        def begin(self) -> None:
            frame = transaction.atomic()
            frame.__enter__()
            self.frames.append(("atomic", frame, deepcopy((self.people, self.entries, self.rings))))

        @precondition(lambda self: self.frames)
        @rule()
        def leave(self) -> None:
            _, frame, _ = self.frames.pop()
            frame.__exit__(None, None, None)
            self._rung()

        @precondition(lambda self: self.frames)
        @rule(count=st.integers(1, 4))
        def fail(self, count: int) -> None:
            error = UnwindingError()
            for _ in range(min(count, len(self.frames))):
                kind, frame, before = self.frames.pop()
                try:
                    frame.__exit__(UnwindingError, error, None)
                except UnwindingError:
                    # A frame made by `contextmanager` throws what it is given.
                    assert kind == "mount"
                if kind == "atomic":
                    self.people, self.entries, self.rings = before
            self._rung()

        @precondition(lambda self: self.place != "public")
        @rule(name=st.text("abc", min_size=1, max_size=3))
        def write(self, name: str) -> None:
            make_person(name=name)
            self.people[self.place].append(name)
            self.entries[self.place] += 1
            self.rings.add(str(self.clients[self.place].pk))
            self._rung()

        @rule(value=st.text("xyz", min_size=1, max_size=3))
        def keep(self, value: str) -> None:
            cache.set(self.run, value, 30)
            self.cached[self.place] = value

        @rule()
        def ask_wrongly(self) -> None:
            with pytest.raises(DatabaseError), transaction.atomic():
                connection.cursor().execute("SELECT 1 / 0")

        def _rung(self) -> None:
            rung = {arguments["client"] for _, arguments in take_rings()}
            assert rung == (set() if self.in_transaction else self.rings)
            if not self.in_transaction:
                self.rings = set()

        @invariant()
        def it_is_where_the_model_is(self) -> None:
            assert current_schema() == self.schemas[self.place]
            assert cache.get(self.run) == self.cached.get(self.place)
            if self.place == "public":
                with pytest.raises(ProgrammingError), transaction.atomic():
                    Person.objects.count()
                return
            assert sorted(Person.objects.values_list("name", flat=True)) == sorted(self.people[self.place])
            assert services.head()[0] == self.entries[self.place]

        def teardown(self) -> None:
            while self.frames:
                self.fail(1)
            assert current_schema() == "public"
            for place in PLACES:
                with public() if place == "public" else mounted(self.clients[place]):
                    cache.delete(self.run)
                    if place != "public":
                        Person.objects.all().delete()

    return Switching


@pytest.mark.parametrize(
    ("examples", "steps"), [(20, 25), pytest.param(300, 50, marks=pytest.mark.soak)], ids=["few", "all"]
)
def test_it_is_never_anywhere_but_where_the_model_is(own_database, rung, examples, steps):
    run_state_machine_as_test(
        machine(rung),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
