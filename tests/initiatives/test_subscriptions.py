import pytest

from apps.accounts.choices import Role
from apps.accounts.models import Membership
from apps.accounts.services import revoke_membership
from apps.initiatives.models import Person
from apps.initiatives.services import create_person
from kernel.access import system_actor
from kernel.errors import ConflictRefused, NotFoundMissing
from kernel.ids import new_id
from kernel.ledger.models import Entry
from kernel.tenancy.context import public
from tests.factories.accounts import MembershipFactory, UserFactory

SYSTEM = system_actor()


def membership(client, **more):
    with public():
        return MembershipFactory(client=client, role=Role.CLIENT_SPONSOR, **more)


def test_it_recognises_a_member_by_the_address_of_a_person(client_a):
    person = create_person(by=SYSTEM, name="Ada Byron", function="sales", email="Ada@example.com")
    with public():
        user = UserFactory(email="ada@example.com")
    member = membership(client_a, user=user)
    member.refresh_from_db()
    person.refresh_from_db()
    assert (member.person_id, person.user_id) == (person.pk, user.pk)


def test_it_recognises_a_person_by_the_address_of_a_member(client_a):
    with public():
        member = membership(client_a, user=UserFactory(email="ada@example.com"))
    person = create_person(by=SYSTEM, name="Ada Byron", function="sales", email="ada@example.com")
    member.refresh_from_db()
    assert member.person_id == person.pk
    stored = Person.objects.get(pk=person.pk)
    assert (stored.user_id, stored.revision) == (member.user_id, person.revision)
    assert list(Entry.objects.values_list("event", flat=True)) == ["person.created", "person.linked"]


def test_it_takes_the_person_whom_the_invitation_named(client_a):
    named = create_person(by=SYSTEM, name="Ada Byron", function="sales")
    create_person(by=SYSTEM, name="Another", function="sales", email="ada@example.com")
    with public():
        user = UserFactory(email="ada@example.com")
    membership(client_a, user=user, person_id=named.pk)
    assert Person.objects.get(user_id=user.pk) == named


def test_it_grants_nothing_to_a_second_login_of_a_person(client_a):
    named = create_person(by=SYSTEM, name="Ada Byron", function="sales", email="ada@example.com")
    with public():
        first = UserFactory(email="ada@example.com")
    membership(client_a, user=first)
    with pytest.raises(ConflictRefused, match="another login"):
        membership(client_a, person_id=named.pk)
    with public():
        assert Membership.objects.get().user_id == first.pk


def test_it_recognises_a_member_who_comes_back(client_a):
    person = create_person(by=SYSTEM, name="Ada Byron", function="sales", email="ada@example.com")
    with public():
        user = UserFactory(email="ada@example.com")
    revoke_membership(by=SYSTEM, membership_id=membership(client_a, user=user).pk)
    again = membership(client_a, user=user)
    again.refresh_from_db()
    assert again.person_id == person.pk


def test_it_grants_nothing_to_a_person_who_is_not_there(client_a):
    with pytest.raises(NotFoundMissing):
        membership(client_a, person_id=new_id())
    with public():
        assert not Membership.objects.exists()


def test_it_does_not_link_people_of_other_clients(client_a, client_b):
    create_person(by=SYSTEM, name="Ada Byron", function="sales", email="ada@example.com")
    with public():
        member = MembershipFactory(client=client_b, user=UserFactory(email="ada@example.com"))
    member.refresh_from_db()
    assert member.person_id is None


def test_it_links_nobody_without_an_address(client_a):
    member = membership(client_a)
    create_person(by=SYSTEM, name="Ada Byron", function="sales")
    member.refresh_from_db()
    assert member.person_id is None
