import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.initiatives.models import Person
from kernel import rows
from kernel.errors import InvalidRefused, NotFoundMissing, RevisionMissing, StaleRefused
from kernel.tenancy.context import mounted, public
from tests.factories.people import make_person


def test_it_finds_no_row_of_another_client(client_a, client_b):
    with public(), mounted(client_b):
        foreign = make_person()
    answers = []
    for pk in (foreign.pk, uuid.uuid4()):
        with pytest.raises(NotFoundMissing) as refused:
            rows.locked(Person.objects.all(), pk)
        answers.append((refused.value.status, refused.value.code, str(refused.value.message)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def test_it_asks_for_the_revision_before_it_looks_for_the_row(client_a):
    with pytest.raises(RevisionMissing) as refused:
        rows.locked_at(Person.objects.all(), uuid.uuid4(), None)
    assert refused.value.status == 428


def test_it_refuses_a_change_made_from_an_older_revision(client_a):
    person = make_person()
    assert rows.locked_at(Person.objects.all(), person.pk, person.revision).pk == person.pk
    for other in (0, person.revision + 1):
        with pytest.raises(StaleRefused) as refused:
            rows.locked_at(Person.objects.all(), person.pk, other)
        assert refused.value.status == 412
        assert [problem.field for problem in refused.value.problems] == ["revision"]


def test_it_names_each_field_that_breaks_its_own_definition():
    found = rows.check_fields(Person(name="x" * 121, function="astrology", email="nobody"))
    assert {problem.field for problem in found} >= {"name", "function", "email"}
    assert all(problem.code and str(problem.message) for problem in found)
    assert rows.check_fields(Person(name="x" * 121), exclude=["name", "function", "created_at", "updated_at"]) == []


def test_it_refuses_only_when_there_is_a_problem():
    rows.refuse([])
    with pytest.raises(InvalidRefused) as refused:
        rows.refuse(rows.check_fields(Person(function="it"), exclude=["created_at", "updated_at"]))
    assert [problem.field for problem in refused.value.problems] == ["name"]


@given(before=st.text(max_size=8), after=st.text(max_size=8))
def test_it_raises_the_revision_exactly_when_something_changed(before, after):
    person = Person(name=before, revision=3)
    changed = rows.apply_changes(person, {"name": after})
    assert person.name == after
    assert changed == ({} if before == after else {"name": [before, after]})
    assert person.revision == (3 if before == after else 4)
