import logging
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.test import Client as Browser

from apps.accounts import services
from apps.accounts.choices import Role
from apps.accounts.models import Invitation, Membership, ServiceAccount, ServiceKey, User
from kernel.access import system_actor
from kernel.journal.models import PlatformEntry
from tests.factories.accounts import (
    PASSWORD,
    AdminFactory,
    ConsultantFactory,
    InvitationFactory,
    MembershipFactory,
    ServiceAccountFactory,
    UserFactory,
    key_for,
    log_in,
)

SYSTEM = system_actor()
pytestmark = pytest.mark.django_db


def token_of_last_mail():
    return mail.outbox[-1].body.split("/invitations/")[1].split("/")[0]


def everything_kept():
    """Every row of every public table, as text: what a dump of the database would show."""
    shared = [config for config in apps.get_app_configs() if config.name not in settings.TENANT_APPS]
    models = [model for config in shared for model in config.get_models()]
    return "".join(str(list(model.objects.values())) for model in models)


class TestTeam:
    def test_it_invites_a_colleague_who_sets_up_a_second_factor_next(self, django_capture_on_commit_callbacks):
        browser = log_in(AdminFactory(name="Petra Vogel"))
        given = {"name": "Jan", "email": "jan@example.com", "partner_role": "consultant", "language": "de"}
        with django_capture_on_commit_callbacks(execute=True):
            assert browser.post("/team/invite/", given).status_code == 302
        assert "jan@example.com" in browser.get("/team/").text
        visitor = Browser()
        page = visitor.get(f"/invitations/{token_of_last_mail()}/")
        assert "Petra Vogel" in page.text
        answer = {"name": "Jan Kok", "password": PASSWORD, "language": "en", "time_zone": "Europe/Berlin"}
        assert visitor.post(f"/invitations/{token_of_last_mail()}/", answer).headers["Location"] == "/"
        assert visitor.get("/clients/").headers["Location"].startswith("/accounts/2fa/")

    def test_it_keeps_what_was_typed_and_says_what_is_wrong(self):
        browser = log_in(AdminFactory(email="taken@example.com"))
        given = {"name": "Jan", "email": "taken@example.com", "partner_role": "consultant", "language": "de"}
        page = browser.post("/team/invite/", given)
        assert page.status_code == 422
        assert 'value="Jan"' in page.text
        assert "has an account already" in page.text

    def test_it_grants_and_ends_a_consultants_access(self, client_b):
        browser, consultant = log_in(AdminFactory()), ConsultantFactory()
        browser.post(f"/team/{consultant.pk}/grant/", {"client_id": str(client_b.pk)})
        membership = Membership.objects.get(user=consultant)
        assert client_b.name in browser.get(f"/team/{consultant.pk}/").text
        browser.post(f"/team/memberships/{membership.pk}/revoke/", {"user_id": str(consultant.pk)})
        membership.refresh_from_db()
        assert membership.revoked_at

    def test_it_changes_a_role_and_deactivates(self):
        browser, consultant = log_in(AdminFactory()), ConsultantFactory()
        browser.post(f"/team/{consultant.pk}/role/", {"partner_role": "partner_admin"})
        browser.post(f"/team/{consultant.pk}/moves/", {"move": "deactivate"})
        consultant.refresh_from_db()
        assert (consultant.partner_role, consultant.is_active) == ("partner_admin", False)
        browser.post(f"/team/{consultant.pk}/moves/", {"move": "reactivate"})
        consultant.refresh_from_db()
        assert consultant.is_active

    def test_it_says_why_the_last_admin_stays(self):
        admin = AdminFactory()
        page = log_in(admin).post(f"/team/{admin.pk}/moves/", {"move": "deactivate"}, follow=True)
        assert "Make somebody else a partner admin first." in page.text

    @pytest.mark.parametrize(
        "path", ["/team/", "/team/invite/", "/integrations/", "/integrations/new/", "/clients/new/"]
    )
    def test_it_opens_to_partner_admins_only(self, path):
        assert Browser().get(path).headers["Location"].startswith("/accounts/login/")
        assert log_in(UserFactory()).get(path).status_code == 403
        assert log_in(ConsultantFactory()).get(path).status_code == 403
        assert log_in(AdminFactory()).get(path).status_code == 200

    def test_it_does_not_count_its_rows_in_queries(self, django_assert_max_num_queries, client_b):
        browser = log_in(AdminFactory())
        for _ in range(5):
            MembershipFactory(client=client_b)
            MembershipFactory(user=ConsultantFactory(), client=client_b, role=Role.CONSULTANT)
            InvitationFactory(client=client_b)
        with django_assert_max_num_queries(10):
            browser.get("/team/")


class TestMembers:
    def test_it_invites_from_below_the_mount(self, client_b, django_capture_on_commit_callbacks):
        consultant = ConsultantFactory()
        MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
        browser = log_in(consultant)
        given = {"name": "Ada", "email": "ada@example.com", "role": "client_sponsor", "language": "en"}
        with django_capture_on_commit_callbacks(execute=True):
            assert browser.post("/clients/borealis/members/invite/", given).status_code == 302
        assert "ada@example.com" in browser.get("/clients/borealis/members/").text
        visitor = Browser()
        answer = {"name": "Ada", "password": PASSWORD, "language": "en", "time_zone": "Europe/Berlin"}
        entered = visitor.post(f"/invitations/{token_of_last_mail()}/", answer)
        assert entered.headers["Location"] == "/clients/borealis/"
        assert visitor.get("/clients/borealis/members/").status_code == 200

    def test_it_changes_and_ends_the_access_of_its_own_members_only(self, client_a, client_b):
        from kernel.tenancy.context import public

        with public():
            here, elsewhere = MembershipFactory(client=client_b), MembershipFactory(client=client_a)
            browser = log_in(AdminFactory())
            browser.post(f"/clients/borealis/members/{here.pk}/role/", {"role": "client_viewer"})
            assert Membership.objects.get(pk=here.pk).role == "client_viewer"
            browser.post(f"/clients/borealis/members/{here.pk}/revoke/")
            assert Membership.objects.get(pk=here.pk).revoked_at
            assert browser.post(f"/clients/borealis/members/{elsewhere.pk}/revoke/").status_code == 404
            assert browser.get(f"/clients/borealis/members/{elsewhere.pk}/role/").status_code == 404
            assert Membership.objects.get(pk=elsewhere.pk).revoked_at is None

    def test_it_moves_its_own_invitations_only(self, client_a, client_b):
        from kernel.tenancy.context import public

        with public():
            here, elsewhere = InvitationFactory(client=client_b), InvitationFactory(client=client_a)
            browser = log_in(AdminFactory())
            assert (
                browser.post(f"/clients/borealis/members/invitations/{here.pk}/", {"move": "withdraw"}).status_code
                == 302
            )
            assert (
                browser.post(f"/clients/borealis/members/invitations/{elsewhere.pk}/", {"move": "withdraw"}).status_code
                == 404
            )
            assert [row.pk for row in Invitation.objects.filter(withdrawn_at__isnull=True)] == [elsewhere.pk]

    def test_it_shows_a_sponsor_who_has_access_and_lets_them_change_nothing(self, client_b):
        browser = log_in(MembershipFactory(client=client_b).user)
        page = browser.get("/clients/borealis/members/")
        assert page.status_code == 200
        assert "/members/invite/" not in page.text
        assert browser.get("/clients/borealis/members/invite/").status_code == 403

    def test_it_is_not_for_viewers(self, client_b):
        viewer = MembershipFactory(client=client_b, role=Role.CLIENT_VIEWER).user
        assert log_in(viewer).get("/clients/borealis/members/").status_code == 403


class TestRevocation:
    """Refused on the very next request (reliability, row 6)."""

    def test_it_shuts_out_whose_membership_ended(self, client_b):
        membership = MembershipFactory(client=client_b)
        browser = log_in(membership.user)
        assert browser.get("/clients/borealis/members/").status_code == 200
        services.revoke_membership(by=SYSTEM, membership_id=membership.pk)
        assert browser.get("/clients/borealis/members/").status_code == 404

    def test_it_shuts_out_a_consultant_who_left_the_team(self, client_b):
        consultant = ConsultantFactory()
        MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
        browser = log_in(consultant)
        assert browser.get("/clients/borealis/members/").status_code == 200
        services.change_partner_role(by=SYSTEM, user_id=consultant.pk, partner_role="")
        assert browser.get("/clients/borealis/members/").status_code == 404

    def test_it_ends_the_sessions_of_a_deactivated_user(self, client_b):
        user = MembershipFactory(client=client_b).user
        browser = log_in(user)
        services.deactivate_user(by=SYSTEM, user_id=user.pk)
        for path in ["/clients/borealis/members/", "/account/", "/"]:
            assert browser.get(path).headers["Location"].startswith("/accounts/login/"), path

    def test_it_refuses_a_revoked_key(self, client_b):
        account = ServiceAccountFactory(clients=[client_b])
        issued = services.issue_key(by=SYSTEM, account_id=account.pk)
        headers = {"Authorization": f"Bearer {issued.text}"}
        assert Browser().get("/clients/borealis/api/initiatives/", headers=headers).status_code == 200
        services.revoke_key(by=SYSTEM, key_id=issued.key.pk)
        refused = Browser().get("/clients/borealis/api/initiatives/", headers=headers)
        assert refused.status_code == 401
        assert refused.headers["WWW-Authenticate"].startswith("Bearer")

    def test_it_refuses_a_system_that_lost_the_client(self, client_a, client_b):
        from kernel.tenancy.context import public

        with public():
            account = ServiceAccountFactory(clients=[client_b])
            text = services.issue_key(by=SYSTEM, account_id=account.pk).text
            headers = {"Authorization": f"Bearer {text}"}
            assert Browser().get("/clients/borealis/api/initiatives/", headers=headers).status_code == 200
            services.change_service_account(
                by=SYSTEM,
                account_id=account.pk,
                name="X",
                scopes=account.scopes,
                client_ids=[client_a.pk],
                expires_at=None,
            )
            assert Browser().get("/clients/borealis/api/initiatives/", headers=headers).status_code == 404

    def test_it_shuts_everybody_out_of_a_suspended_client(self, client_b):
        from apps.clients.services import move_client

        user, text = MembershipFactory(client=client_b).user, key_for(client_b)
        move_client(by=SYSTEM, client_id=client_b.pk, move="suspend")
        assert log_in(user).get("/clients/borealis/members/").status_code == 404
        headers = {"Authorization": f"Bearer {text}"}
        assert Browser().get("/clients/borealis/api/initiatives/", headers=headers).status_code == 404


class TestKeys:
    def test_it_shows_a_key_once_and_writes_it_nowhere(self, client_b, caplog):
        caplog.set_level(logging.DEBUG)
        browser = log_in(AdminFactory())
        given = {"name": "CRM export", "client_ids": [str(client_b.pk)], "scopes": ["initiatives.view"]}
        browser.post("/integrations/new/", given)
        account = ServiceAccount.objects.get(name="CRM export")
        page = browser.post(f"/integrations/{account.pk}/keys/")
        text = re.search(r"tl_live_\w{12}_\w{46}", page.text)[0]
        assert "no-store" in page.headers["Cache-Control"]
        assert (
            Browser().get("/clients/borealis/api/initiatives/", headers={"Authorization": f"Bearer {text}"}).status_code
            == 200
        )
        secret = text.split("_")[3]
        assert secret not in browser.get(f"/integrations/{account.pk}/").text
        assert secret not in caplog.text
        assert secret not in str(list(PlatformEntry.objects.values()) + list(ServiceKey.objects.values()))
        assert secret not in str(dict(browser.session))
        assert secret not in everything_kept()

    def test_it_replaces_and_revokes_a_key(self, client_b):
        browser, account = log_in(AdminFactory()), ServiceAccountFactory(clients=[client_b])
        key = services.issue_key(by=SYSTEM, account_id=account.pk).key
        assert "tl_live_" in browser.post(f"/integrations/{account.pk}/keys/{key.pk}/", {"move": "rotate"}).text
        assert browser.post(f"/integrations/{account.pk}/keys/{key.pk}/", {"move": "revoke"}).status_code == 302
        key.refresh_from_db()
        assert key.revoked_at

    def test_it_says_why_there_is_no_third_key(self, client_b):
        browser, account = log_in(AdminFactory()), ServiceAccountFactory(clients=[client_b])
        for _ in range(2):
            services.issue_key(by=SYSTEM, account_id=account.pk)
        page = browser.post(f"/integrations/{account.pk}/keys/")
        assert page.status_code == 409
        assert "Revoke one of them first." in page.text

    def test_it_revokes_a_service_account(self, client_b):
        browser, account = log_in(AdminFactory()), ServiceAccountFactory(clients=[client_b])
        browser.post(f"/integrations/{account.pk}/revoke/")
        account.refresh_from_db()
        assert account.revoked_at

    @pytest.mark.parametrize(
        "header", ["Bearer", "Bearer tl_live_x", "Basic dXNlcjpwYXNz", "Bearer  ", "bearer \t tl_live_"]
    )
    def test_it_takes_a_header_that_names_no_key_for_nobody_whatever_the_session_says(self, client_b, header):
        browser = log_in(MembershipFactory(client=client_b).user)
        refused = browser.get("/clients/borealis/api/initiatives/", headers={"Authorization": header})
        assert refused.status_code == 401

    def test_it_takes_no_key_in_the_address(self, client_b):
        assert Browser().get(f"/clients/borealis/api/initiatives/?key={key_for(client_b)}").status_code == 401

    def test_it_is_of_no_use_beside_the_mounts(self, client_b):
        headers = {"Authorization": f"Bearer {key_for(client_b)}"}
        for path in ["/", "/clients/", "/team/", "/integrations/", "/account/"]:
            assert Browser().get(path, headers=headers).status_code in {302, 403}, path

    def test_it_notes_when_a_key_was_used(self, client_b):
        text = key_for(client_b)
        Browser().get("/clients/borealis/api/initiatives/", headers={"Authorization": f"Bearer {text}"})
        assert ServiceKey.objects.get(public_id=text.split("_")[2]).last_used_at


class TestInvitations:
    def test_it_sends_the_owner_of_the_address_to_the_login(self, client_b, django_capture_on_commit_callbacks):
        user = UserFactory(email="known@example.com")
        with django_capture_on_commit_callbacks(execute=True):
            InvitationFactory(client=client_b, email="known@example.com")
        path = f"/invitations/{token_of_last_mail()}/"
        assert Browser().get(path).headers["Location"] == f"/accounts/login/?next={path}"
        browser = log_in(user)
        assert "Accept the invitation" in browser.get(path).text
        assert browser.post(path).headers["Location"] == "/clients/borealis/"
        assert browser.post(path).status_code == 409

    def test_it_refuses_another_address(self, client_b, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            InvitationFactory(client=client_b, email="ada@example.com")
        path, browser = f"/invitations/{token_of_last_mail()}/", log_in(UserFactory())
        assert "It is for ada@example.com" in browser.get(path).text
        assert browser.post(path).status_code == 403
        assert not Membership.objects.exists()

    def test_it_knows_no_token_that_it_did_not_mail(self):
        assert Browser().get("/invitations/nonsense/").status_code == 404
        assert not User.objects.exists()

    def test_it_says_that_it_was_used(self, client_b, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            invitation = InvitationFactory(client=client_b)
        services.withdraw_invitation(by=SYSTEM, invitation_id=invitation.pk)
        answer = {"name": "Ada", "password": PASSWORD, "language": "en", "time_zone": "Europe/Berlin"}
        page = Browser().post(f"/invitations/{token_of_last_mail()}/", answer)
        assert page.status_code == 422
        assert "no longer valid" in page.text


class TestOwnPages:
    def test_it_follows_the_persons_language_and_time_zone(self):
        browser = log_in(UserFactory())
        saved = browser.post(
            "/account/", {"name": "Ada", "language": "de", "time_zone": "America/New_York"}, follow=True
        )
        assert saved.headers["Content-Language"] == "de"

    def test_it_leads_everybody_to_their_work(self, client_a, client_b):
        from kernel.tenancy.context import public

        with public():
            member = MembershipFactory(client=client_b).user
            assert log_in(member).get("/").headers["Location"] == "/clients/borealis/"
            MembershipFactory(user=member, client=client_a)
            assert "Acme Pumps" in log_in(member).get("/").text
            assert log_in(ConsultantFactory()).get("/").status_code == 200
            assert "no client is open to you" in log_in(UserFactory()).get("/").text

    def test_it_lists_a_consultants_own_clients(self, client_a, client_b):
        from kernel.tenancy.context import public

        with public():
            consultant = ConsultantFactory()
            MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
            page = log_in(consultant).get("/clients/").text
            assert "Borealis" in page
            assert "Acme" not in page
            assert "Acme" in log_in(AdminFactory()).get("/clients/").text

    def test_it_lets_nobody_sign_up_or_change_their_address(self):
        browser = log_in(UserFactory())
        for path in ["/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/"]:
            assert browser.get(path).status_code == 404
            assert browser.post(path, {"email": "x@example.com", "password1": PASSWORD}).status_code == 404
        assert User.objects.count() == 1
