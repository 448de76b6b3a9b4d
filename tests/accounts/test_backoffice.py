import pytest
from django.test import Client as Browser

from apps.accounts.choices import Role
from apps.accounts.models import Membership
from apps.clients.models import Client
from kernel.access import system_actor
from kernel.backoffice.sites import client_site, partner_site
from kernel.journal.models import PlatformEntry
from kernel.ledger.services import record
from tests.factories.accounts import AdminFactory, ConsultantFactory, MembershipFactory, UserFactory, key_for, log_in

pytestmark = pytest.mark.django_db


def lists(site):
    return [f"admin/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]


@pytest.mark.parametrize("path", ["admin/", *lists(partner_site)])
def test_it_opens_the_partners_to_partner_admins_only(path):
    assert Browser().get(f"/{path}", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    for who in (UserFactory, ConsultantFactory):
        assert log_in(who()).get(f"/{path}", follow=True).status_code == 403
    assert log_in(AdminFactory()).get(f"/{path}").status_code == 200


@pytest.mark.parametrize("path", ["admin/", *lists(client_site)])
def test_it_opens_a_clients_to_the_partners_staff_who_may_enter(client_b, path):
    member, consultant, other = MembershipFactory(client=client_b).user, ConsultantFactory(), ConsultantFactory()
    MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
    address = f"/clients/borealis/{path}"
    assert Browser().get(address).headers["Location"].startswith("/accounts/login/")
    assert log_in(member).get(address, follow=True).status_code == 403
    assert log_in(other).get(address).status_code == 404
    assert log_in(consultant).get(address).status_code == 200
    assert log_in(AdminFactory()).get(address).status_code == 200
    headers = {"Authorization": f"Bearer {key_for(client_b)}"}
    assert Browser().get(address, headers=headers, follow=True).status_code == 403


@pytest.mark.parametrize("site", [partner_site, client_site])
def test_it_deletes_nothing_and_shows_no_secret(site, rf):
    request = rf.get("/")
    for model, admin in site._registry.items():
        assert not admin.has_delete_permission(request), model
        assert admin.actions is None, model
        shown = {field.name for field in model._meta.fields} - set(admin.exclude or ())
        assert not shown & {"password", "digest", "token_digest"}, model


def test_it_creates_a_client_through_the_service():
    browser = log_in(AdminFactory())
    given = {
        "name": "Nordic Foods",
        "slug": "nordic-foods",
        "time_zone": "Europe/Oslo",
        "currency": "EUR",
        "fiscal_year_start": "1",
        "language": "en",
    }
    refused = browser.post("/admin/clients/client/add/", given | {"slug": "acme"})
    assert refused.status_code == 200
    assert "is taken" in refused.text
    assert browser.post("/admin/clients/client/add/", given).status_code == 302
    entry = PlatformEntry.objects.get(event="client.created", subject_id=Client.objects.get(slug="nordic-foods").pk)
    assert entry.door == "admin"


def test_it_changes_roles_through_the_services(client_b):
    browser, consultant, membership = log_in(AdminFactory()), ConsultantFactory(), MembershipFactory(client=client_b)
    browser.post(
        f"/admin/accounts/user/{consultant.pk}/change/", {"partner_role": "partner_admin", "email": "x@example.com"}
    )
    consultant.refresh_from_db()
    assert consultant.partner_role == "partner_admin"
    assert consultant.email != "x@example.com"
    browser.post(f"/admin/accounts/membership/{membership.pk}/change/", {"role": "client_viewer"})
    assert Membership.objects.get(pk=membership.pk).role == "client_viewer"
    assert set(PlatformEntry.objects.filter(door="admin").values_list("event", flat=True)) == {
        "user.role_changed",
        "membership.role_changed",
    }


def test_it_shows_the_ledger_and_takes_no_change_of_it():
    browser, user = log_in(AdminFactory()), UserFactory()
    entry = record("user.deactivated", subject=user, by=system_actor())
    path = f"/admin/journal/platformentry/{entry.pk}"
    assert browser.get(f"{path}/change/").status_code == 200
    assert browser.post(f"{path}/change/", {"event": "user.created"}).status_code == 403
    assert browser.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post("/admin/journal/platformentry/add/").status_code == 403


def test_it_lists_a_clients_own_rows_only(client_a, client_b):
    from apps.initiatives.services import create_person
    from kernel.tenancy.context import public

    create_person(by=system_actor(), name="Only in Acme", function="sales")
    with public():
        browser = log_in(AdminFactory())
        assert "Only in Acme" in browser.get("/clients/acme/admin/initiatives/person/").text
        assert "Only in Acme" not in browser.get("/clients/borealis/admin/initiatives/person/").text


def test_it_adds_a_person_through_the_service(client_b):
    browser = log_in(AdminFactory())
    given = {"name": "Ada Byron", "function": "sales", "job_title": "", "email": ""}
    assert browser.post("/clients/borealis/admin/initiatives/person/add/", given).status_code == 302
    assert "Ada Byron" in browser.get("/clients/borealis/admin/initiatives/person/").text


def test_it_sends_passwords_and_log_out_to_the_pages():
    browser = log_in(AdminFactory())
    assert browser.get("/admin/password_change/").headers["Location"] == "/accounts/password/change/"
    assert browser.get("/admin/logout/").headers["Location"] == "/accounts/logout/"


def test_it_takes_no_second_identity_from_a_header():
    """A header that names no key must not let a session past the second factor."""
    browser = log_in(AdminFactory(), second_factor=False)
    for path in ["/admin/", "/team/", "/accounts/2fa/"]:
        answer = browser.get(path, headers={"Authorization": "Bearer nonsense"}, follow=True)
        assert answer.redirect_chain[-1][0].startswith("/accounts/login/"), path
