import datetime as dt
import uuid

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import TestCase

from apps.accounts import services
from apps.accounts.choices import PartnerRole, Role
from apps.accounts.keys import key_digest, make_key
from apps.accounts.models import Invitation, Membership, ServiceKey, User
from apps.accounts.selectors import account_for_key, visitor
from kernel import clock
from kernel.access import system_actor
from kernel.errors import AccessRefused, InvalidRefused, NotFoundMissing
from kernel.journal.models import PlatformEntry
from kernel.ledger.services import verify
from kernel.tenancy.context import mounted
from tests.conftest import NOW
from tests.factories.accounts import (
    PASSWORD,
    AdminFactory,
    ConsultantFactory,
    InvitationFactory,
    MembershipFactory,
    ServiceAccountFactory,
    UserFactory,
    actor_of,
    key_for,
)
from tests.factories.people import make_person

SYSTEM = system_actor()
pytestmark = pytest.mark.django_db


def invite(client, **more):
    """An invitation, and the token that its mail carried."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        invitation = InvitationFactory(client=client, **more)
    return invitation, token_in(mail.outbox[-1])


def token_in(message):
    return message.body.split("/invitations/")[1].split("/")[0]


class TestInvitations:
    def test_it_mails_a_link_at_the_canonical_address_and_keeps_only_the_digest(self, client_b, settings):
        settings.CANONICAL_URL = "https://canonical.example"
        invitation, token = invite(client_b, email="Ada@Example.com")
        invitation.refresh_from_db()
        assert mail.outbox[-1].to == ["ada@example.com"]
        assert f"https://canonical.example/invitations/{token}/" in mail.outbox[-1].body
        assert invitation.token_digest == key_digest(token)
        assert invitation.sent_at == NOW
        assert token not in str(list(PlatformEntry.objects.values()))

    def test_it_writes_the_mail_in_the_invited_persons_language(self, client_b):
        invite(client_b, language="de")
        assert 'lang="de"' in mail.outbox[-1].alternatives[0][0]

    def test_it_goes_on_without_a_mail_server_and_says_so(self, client_b, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        with TestCase.captureOnCommitCallbacks(execute=True):
            invitation = InvitationFactory(client=client_b)
        invitation.refresh_from_db()
        assert invitation.sent_at is None

    def test_it_makes_the_account_and_the_membership(self, client_b):
        with mounted(client_b):
            person_id = make_person(name="New Person").pk
        _, token = invite(client_b, email="new@example.com", role=Role.WORKFLOW_OWNER, person_id=person_id)
        user = services.accept_invitation(
            by=visitor("10.0.0.1"), token=token, name="New Person", password=PASSWORD, language="de"
        )
        membership = Membership.objects.get(user=user)
        assert (user.email, user.language, user.check_password(PASSWORD)) == ("new@example.com", "de", True)
        assert (membership.role, membership.person_id, membership.client_id) == (
            Role.WORKFLOW_OWNER,
            person_id,
            client_b.pk,
        )
        assert verify().holds

    def test_it_makes_one_of_the_partners_staff(self):
        with TestCase.captureOnCommitCallbacks(execute=True):
            services.invite_partner_user(
                by=SYSTEM, email="staff@example.com", name="Staff", partner_role=PartnerRole.CONSULTANT
            )
        user = services.accept_invitation(
            by=visitor(""), token=token_in(mail.outbox[-1]), name="Staff", password=PASSWORD
        )
        assert user.partner_role == PartnerRole.CONSULTANT

    def test_it_is_accepted_once_only(self, client_b):
        _, token = invite(client_b)
        services.accept_invitation(by=visitor(""), token=token, name="One", password=PASSWORD)
        with pytest.raises(services.InvitationRefused):
            services.accept_invitation(by=visitor(""), token=token, name="Two", password=PASSWORD)
        assert User.objects.count() == 1

    def test_it_expires(self, client_b):
        _, token = invite(client_b)
        with clock.frozen(NOW + dt.timedelta(days=7)), pytest.raises(services.InvitationRefused):
            services.accept_invitation(by=visitor(""), token=token, name="Late", password=PASSWORD)

    def test_it_is_no_more_once_withdrawn(self, client_b):
        invitation, token = invite(client_b)
        services.withdraw_invitation(by=SYSTEM, invitation_id=invitation.pk)
        with pytest.raises(services.InvitationRefused):
            services.accept_invitation(by=visitor(""), token=token, name="Late", password=PASSWORD)

    def test_it_kills_the_earlier_link_when_sent_again(self, client_b):
        invitation, first = invite(client_b)
        with clock.frozen(NOW + dt.timedelta(days=30)), TestCase.captureOnCommitCallbacks(execute=True):
            services.resend_invitation(by=SYSTEM, invitation_id=invitation.pk)
        with clock.frozen(NOW + dt.timedelta(days=31)):
            with pytest.raises(NotFoundMissing):
                services.accept_invitation(by=visitor(""), token=first, name="First", password=PASSWORD)
            services.accept_invitation(
                by=visitor(""), token=token_in(mail.outbox[-1]), name="Second", password=PASSWORD
            )

    def test_it_refuses_a_second_open_one(self, client_b):
        invite(client_b, email="twice@example.com")
        with pytest.raises(services.InvitationRefused):
            InvitationFactory(client=client_b, email="TWICE@example.com")

    def test_it_replaces_an_expired_one(self, client_b):
        first, _ = invite(client_b, email="again@example.com")
        with clock.frozen(NOW + dt.timedelta(days=8)):
            InvitationFactory(client=client_b, email="again@example.com")
        first.refresh_from_db()
        assert first.withdrawn_at is not None

    def test_it_makes_the_owner_of_the_address_log_in_first(self, client_b):
        user = UserFactory(email="known@example.com")
        _, token = invite(client_b, email="known@example.com")
        with pytest.raises(services.LoginRefused):
            services.accept_invitation(by=visitor(""), token=token, name="Not me", password=PASSWORD)
        membership = services.accept_invitation_as_user(by=actor_of(user), token=token)
        assert membership.user == user

    def test_it_refuses_somebody_with_another_address(self, client_b):
        UserFactory(email="known@example.com")
        _, token = invite(client_b, email="known@example.com")
        with pytest.raises(AccessRefused):
            services.accept_invitation_as_user(by=actor_of(UserFactory()), token=token)

    def test_it_names_what_is_wrong_with_the_password(self, client_b):
        _, token = invite(client_b)
        with pytest.raises(InvalidRefused) as refused:
            services.accept_invitation(by=visitor(""), token=token, name="Short", password="short")
        assert {problem.field for problem in refused.value.problems} == {"password"}
        assert Invitation.objects.get().accepted_at is None

    @pytest.mark.parametrize(
        ("field", "value"), [("email", "no address"), ("name", " "), ("language", "tlh"), ("role", "king")]
    )
    def test_it_names_the_field_that_is_wrong(self, client_b, field, value):
        with pytest.raises(InvalidRefused) as refused:
            InvitationFactory(client=client_b, **{field: value})
        assert [problem.field for problem in refused.value.problems] == [field]

    def test_it_lets_a_consultant_invite_where_they_have_a_grant_only(self, client_b):
        consultant = ConsultantFactory()
        with pytest.raises(AccessRefused):
            InvitationFactory(by=actor_of(consultant), client=client_b)
        MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
        assert InvitationFactory(by=actor_of(consultant), client=client_b).pk

    def test_it_does_not_let_the_partners_staff_act_for_a_client(self, client_b):
        consultant = ConsultantFactory(email="staff@example.com")
        with pytest.raises(services.RoleRefused):
            InvitationFactory(client=client_b, email="staff@example.com", role=Role.CLIENT_SPONSOR)
        with pytest.raises(services.RoleRefused):
            MembershipFactory(user=consultant, client=client_b, role=Role.CLIENT_SPONSOR)


class TestMembers:
    def test_it_changes_a_role(self, client_b):
        membership = MembershipFactory(client=client_b)
        services.change_role(by=SYSTEM, membership_id=membership.pk, role=Role.CLIENT_VIEWER)
        membership.refresh_from_db()
        assert membership.role == Role.CLIENT_VIEWER

    def test_it_refuses_a_member_twice(self, client_b):
        membership = MembershipFactory(client=client_b)
        with pytest.raises(services.MemberRefused):
            MembershipFactory(client=client_b, user=membership.user)

    def test_it_lets_somebody_in_again_after_their_access_ended(self, client_b):
        membership = MembershipFactory(client=client_b)
        services.revoke_membership(by=SYSTEM, membership_id=membership.pk)
        assert MembershipFactory(client=client_b, user=membership.user).pk != membership.pk

    def test_it_finds_no_membership_that_has_ended(self, client_b):
        membership = MembershipFactory(client=client_b)
        services.revoke_membership(by=SYSTEM, membership_id=membership.pk)
        with pytest.raises(NotFoundMissing):
            services.revoke_membership(by=SYSTEM, membership_id=membership.pk)

    def test_it_does_not_let_a_consultant_end_another_ones_access(self, client_b):
        one, other = ConsultantFactory(), ConsultantFactory()
        MembershipFactory(user=one, client=client_b, role=Role.CONSULTANT)
        membership = MembershipFactory(user=other, client=client_b, role=Role.CONSULTANT)
        with pytest.raises(AccessRefused):
            services.revoke_membership(by=actor_of(one), membership_id=membership.pk)

    def test_it_records_on_the_platform_from_below_a_mount(self, client_a):
        MembershipFactory(client=client_a)
        from kernel.ledger.models import Entry
        from kernel.tenancy.context import public

        assert not Entry.objects.filter(event="membership.granted").exists()
        with public():
            assert PlatformEntry.objects.filter(event="membership.granted").exists()


class TestUsers:
    def test_it_knows_an_address_whatever_its_case(self):
        UserFactory(email="one@example.com")
        with pytest.raises(services.EmailRefused):
            UserFactory(email="ONE@example.com")

    def test_it_keeps_the_last_admin(self):
        admin = AdminFactory()
        with pytest.raises(services.LastAdminRefused):
            services.deactivate_user(by=actor_of(admin), user_id=admin.pk)
        with pytest.raises(services.LastAdminRefused):
            services.change_partner_role(by=actor_of(admin), user_id=admin.pk, partner_role=PartnerRole.NONE)
        AdminFactory()
        services.deactivate_user(by=actor_of(admin), user_id=admin.pk)
        admin.refresh_from_db()
        assert not admin.is_active

    def test_it_lets_a_deactivated_one_in_again(self):
        user = UserFactory()
        services.deactivate_user(by=SYSTEM, user_id=user.pk)
        services.reactivate_user(by=SYSTEM, user_id=user.pk)
        user.refresh_from_db()
        assert user.is_active

    def test_it_helps_somebody_who_lost_their_second_factor_and_nobody_themselves(self):
        admin, lost = AdminFactory(), ConsultantFactory()
        Authenticator.objects.create(user=lost, type=Authenticator.Type.TOTP, data={"secret": ""})
        services.reset_second_factor(by=actor_of(admin), user_id=lost.pk)
        assert not Authenticator.objects.filter(user=lost).exists()
        assert PlatformEntry.objects.get(event="user.factors_reset").data == {"types": ["totp"]}
        with pytest.raises(AccessRefused):
            services.reset_second_factor(by=actor_of(admin), user_id=admin.pk)

    def test_it_ends_the_grants_of_whoever_leaves_the_team(self, client_b):
        consultant = ConsultantFactory()
        membership = MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
        services.change_partner_role(by=SYSTEM, user_id=consultant.pk, partner_role=PartnerRole.NONE)
        membership.refresh_from_db()
        assert membership.revoked_at == NOW

    def test_it_does_not_take_a_clients_sponsor_into_the_team(self, client_b):
        membership = MembershipFactory(client=client_b)
        with pytest.raises(services.RoleRefused):
            services.change_partner_role(by=SYSTEM, user_id=membership.user_id, partner_role=PartnerRole.CONSULTANT)

    def test_it_changes_ones_own_preferences(self):
        user = UserFactory()
        services.change_preferences(by=actor_of(user), name="New Name", language="de", time_zone="America/New_York")
        user.refresh_from_db()
        assert (user.name, user.language, user.time_zone) == ("New Name", "de", "America/New_York")

    def test_it_names_a_time_zone_that_does_not_exist(self):
        with pytest.raises(InvalidRefused) as refused:
            services.change_preferences(by=actor_of(UserFactory()), name="N", language="de", time_zone="Mars/Olympus")
        assert [problem.field for problem in refused.value.problems] == ["time_zone"]

    @pytest.mark.parametrize("who", [UserFactory, ConsultantFactory])
    def test_it_is_for_partner_admins(self, who):
        actor, other = actor_of(who()), UserFactory()
        for refused in (
            lambda: UserFactory(by=actor),
            lambda: services.deactivate_user(by=actor, user_id=other.pk),
            lambda: services.change_partner_role(by=actor, user_id=other.pk, partner_role=PartnerRole.ADMIN),
            lambda: services.invite_partner_user(
                by=actor, email="x@example.com", name="X", partner_role=PartnerRole.ADMIN
            ),
        ):
            with pytest.raises(AccessRefused):
                refused()


class TestServiceAccounts:
    def test_it_shows_a_key_once_and_keeps_its_digest(self, client_b):
        account = ServiceAccountFactory(clients=[client_b])
        issued = services.issue_key(by=SYSTEM, account_id=account.pk)
        assert account_for_key(issued.text) == (account, issued.key, {client_b.pk})
        kept = str(list(ServiceKey.objects.values())) + str(list(PlatformEntry.objects.values()))
        secret = issued.text.split("_")[3]
        assert secret not in kept
        assert secret[:12] not in kept
        assert issued.text not in repr(issued)
        assert issued.text not in repr(make_key())

    def test_it_refuses_a_mistyped_key_without_a_query(self, client_b, django_assert_num_queries):
        text = key_for(client_b)
        wrong = text[:-8] + ("a" if text[-8] != "a" else "b") + text[-7:]
        with django_assert_num_queries(0):
            assert account_for_key(wrong) is None
            assert account_for_key("") is None
            assert account_for_key("tl_live_" + "ü" * 60) is None

    def test_it_refuses_a_well_formed_key_that_nobody_was_given(self, client_b):
        key_for(client_b)
        assert account_for_key(make_key().text) is None

    def test_it_has_two_working_keys_at_most(self, client_b):
        account = ServiceAccountFactory(clients=[client_b])
        services.issue_key(by=SYSTEM, account_id=account.pk)
        services.issue_key(by=SYSTEM, account_id=account.pk)
        with pytest.raises(services.KeyRefused):
            services.issue_key(by=SYSTEM, account_id=account.pk)

    def test_it_replaces_a_key_with_an_overlap(self, client_b):
        account = ServiceAccountFactory(clients=[client_b])
        old = services.issue_key(by=SYSTEM, account_id=account.pk)
        new = services.rotate_key(by=SYSTEM, key_id=old.key.pk)
        assert account_for_key(old.text)
        assert account_for_key(new.text)
        with clock.frozen(NOW + dt.timedelta(days=7)):
            assert account_for_key(old.text) is None
            assert account_for_key(new.text)

    def test_it_ends_with_its_date(self, client_b):
        account = ServiceAccountFactory(clients=[client_b], expires_at=NOW + dt.timedelta(days=1))
        issued = services.issue_key(by=SYSTEM, account_id=account.pk)
        assert account_for_key(issued.text)
        with clock.frozen(NOW + dt.timedelta(days=1)):
            assert account_for_key(issued.text) is None

    def test_it_ends_with_its_account(self, client_b):
        account = ServiceAccountFactory(clients=[client_b])
        issued = services.issue_key(by=SYSTEM, account_id=account.pk)
        services.revoke_service_account(by=SYSTEM, account_id=account.pk)
        assert account_for_key(issued.text) is None
        with pytest.raises(NotFoundMissing):
            services.issue_key(by=SYSTEM, account_id=account.pk)

    def test_it_changes_what_a_system_may_do(self, client_a, client_b):
        from kernel.tenancy.context import public

        with public():
            account = ServiceAccountFactory(clients=[client_a])
            services.change_service_account(
                by=SYSTEM,
                account_id=account.pk,
                name="Other",
                scopes=account.scopes[:1],
                client_ids=[client_b.pk],
                expires_at=None,
            )
            account.refresh_from_db()
            assert list(account.clients.all()) == [client_b]
            assert len(account.scopes) == 1

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"scopes": ["everything"]}, "scopes"),
            ({"scopes": []}, "scopes"),
            ({"scopes": ["clients.manage"]}, "scopes"),
            ({"expires_at": NOW}, "expires_at"),
            ({"name": ""}, "name"),
        ],
    )
    def test_it_names_the_field_that_is_wrong(self, client_b, wrong, field):
        with pytest.raises(InvalidRefused) as refused:
            ServiceAccountFactory(clients=[client_b], **wrong)
        assert [problem.field for problem in refused.value.problems] == [field]

    def test_it_refuses_a_client_that_is_not_there(self):
        with pytest.raises(InvalidRefused):
            services.create_service_account(by=SYSTEM, name="X", scopes=["activity.view"], client_ids=[uuid.uuid4()])
