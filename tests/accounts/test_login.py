import socket
import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client as Browser

from apps.accounts.choices import Role
from apps.accounts.reauthentication import recently_reauthenticated
from kernel.journal.models import PlatformEntry
from tests.factories.accounts import PASSWORD, AdminFactory, ConsultantFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_earlier_attempts(settings):
    """A cache of this test's own: the real one is shared, and clearing it would empty the queue beside it too."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "logins"}}
    cache.clear()


def enter(browser, user, password=PASSWORD, **more):
    return browser.post(LOGIN, {"login": user.email, "password": password}, **more)


def code_for(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def set_up_totp(browser):
    """Set the authenticator app up through the pages; its secret."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/")
    assert page.status_code == 200
    secret = browser.session["mfa.totp.secret"]
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    assert answer.status_code == 302
    # What follows the commit, such as that this session counts as opened with the factor, is a journey's to see.
    cache.clear()  # a code works once
    browser.post("/accounts/2fa/reauthenticate/", {"code": code_for(secret)})
    cache.clear()
    return secret


class TestPassword:
    def test_it_lets_somebody_in_by_address_whatever_its_case(self):
        user, browser = UserFactory(email="ada@example.com"), Browser()
        answer = browser.post(LOGIN, {"login": "ADA@Example.com", "password": PASSWORD})
        assert answer.headers["Location"] == "/"
        assert browser.session["_auth_user_id"] == str(user.pk)

    def test_it_goes_on_to_where_one_wanted_to_be_and_to_no_other_site(self):
        user = UserFactory()
        assert enter(Browser(), user, query_params={"next": "/account/"}).headers["Location"] == "/account/"
        assert enter(Browser(), user, query_params={"next": "https://evil.example/"}).headers["Location"] == "/"

    def test_it_says_the_same_for_a_wrong_password_and_an_unknown_address(self):
        known = enter(Browser(), UserFactory(), password="wrong")
        unknown = Browser().post(LOGIN, {"login": "nobody@example.com", "password": "wrong"})
        errors = [list(page.context["form"].non_field_errors()) for page in (known, unknown)]
        assert errors[0] == errors[1]
        assert errors[0]

    def test_it_refuses_a_deactivated_user(self):
        from apps.accounts.services import deactivate_user
        from kernel.access import system_actor

        user, browser = UserFactory(), Browser()
        deactivate_user(by=system_actor(), user_id=user.pk)
        enter(browser, user)
        assert "_auth_user_id" not in browser.session

    def test_it_is_throttled(self):
        user = UserFactory()
        for _ in range(5):
            enter(Browser(), user, password="wrong")
        browser = Browser()
        page = enter(browser, user)
        assert "_auth_user_id" not in browser.session
        assert "Too many failed login attempts" in page.text

    def test_it_is_throttled_by_address_of_the_caller_too(self):
        for _ in range(10):
            Browser().post(LOGIN, {"login": "nobody@example.com", "password": "wrong"}, REMOTE_ADDR="192.0.2.1")
        user = UserFactory()
        elsewhere, there = Browser(), Browser()
        enter(elsewhere, user, REMOTE_ADDR="192.0.2.2")
        enter(there, user, REMOTE_ADDR="192.0.2.1")
        assert "_auth_user_id" in elsewhere.session
        assert "_auth_user_id" not in there.session

    def test_it_lets_people_in_and_still_counts_while_redis_is_away(self, settings):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            nowhere = f"redis://127.0.0.1:{free.getsockname()[1]}/0"
        settings.CACHES = {"default": {"BACKEND": "kernel.caching.LenientRedisCache", "LOCATION": nowhere}}
        cache.clear()
        user, browser = UserFactory(), Browser()
        assert enter(browser, user).headers["Location"] == "/"
        assert "_auth_user_id" in browser.session
        for _ in range(5):
            enter(Browser(), user, password="wrong")
        assert "Too many failed login attempts" in enter(Browser(), user).text

    def test_it_answers_a_flood_with_a_page_of_its_own(self):
        answers = [Browser().post(LOGIN, {}) for _ in range(31)]
        assert answers[-1].status_code == 429
        assert "Too many attempts" in answers[-1].text

    def test_it_mails_a_canonical_link_for_a_new_password_in_ones_language(self, settings):
        settings.CANONICAL_URL = "https://canonical.example"
        user = UserFactory(language="de")
        Browser().post("/accounts/password/reset/", {"email": user.email})
        assert mail.outbox[0].to == [user.email]
        assert "https://canonical.example/accounts/password/reset/key/" in mail.outbox[0].body
        assert "testserver" not in mail.outbox[0].body

    def test_it_mails_nothing_to_an_address_that_nobody_has(self):
        answer = Browser().post("/accounts/password/reset/", {"email": "nobody@example.com"})
        assert answer.status_code == 302
        assert mail.outbox == []


class TestSecondFactor:
    def test_it_is_demanded_of_the_partners_staff(self, client_b):
        consultant, browser = ConsultantFactory(), Browser()
        MembershipFactory(user=consultant, client=client_b, role=Role.CONSULTANT)
        enter(browser, consultant)
        for path in [
            "/",
            "/clients/",
            "/account/",
            "/clients/borealis/",
            "/clients/borealis/members/",
            "/admin/",
            "/developers/",
        ]:
            assert browser.get(path).headers["Location"].startswith("/accounts/2fa/?"), path
        refused = browser.get("/clients/borealis/api/initiatives/")
        assert refused.status_code == 403
        assert refused.json()["code"] == "second_factor"

    def test_it_is_not_demanded_of_a_clients_people_or_where_the_setting_says_so(self, client_b, settings):
        member, browser = MembershipFactory(client=client_b).user, Browser()
        enter(browser, member)
        assert browser.get("/account/").status_code == 200
        settings.REQUIRE_SECOND_FACTOR = False
        staff, other = AdminFactory(), Browser()
        enter(other, staff)
        assert other.get("/clients/").status_code == 200

    def test_it_is_set_up_used_and_asked_for_at_the_next_login(self):
        admin, browser = AdminFactory(), Browser()
        enter(browser, admin)
        secret = set_up_totp(browser)
        assert browser.get("/clients/").status_code == 200
        browser.post("/accounts/logout/")
        assert enter(browser, admin).headers["Location"].startswith("/accounts/2fa/authenticate/")
        assert browser.get("/clients/").headers["Location"].startswith(LOGIN)
        assert browser.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
        assert browser.get("/clients/").headers["Location"].startswith(LOGIN)
        browser.post("/accounts/2fa/authenticate/", {"code": code_for(secret)})
        assert browser.get("/clients/").status_code == 200

    def test_it_lets_in_by_a_recovery_code_once(self):
        admin, browser = AdminFactory(), Browser()
        enter(browser, admin)
        set_up_totp(browser)
        codes = Authenticator.objects.get(user=admin, type="recovery_codes").wrap().get_unused_codes()
        for attempt, expected in [(1, 200), (2, 302)]:
            fresh = Browser()
            enter(fresh, admin)
            fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]})
            assert fresh.get("/clients/").status_code == expected, attempt

    def test_it_is_demanded_of_a_session_that_is_older_than_the_factor(self):
        admin, old, new = AdminFactory(), Browser(), Browser()
        enter(old, admin)
        enter(new, admin)
        set_up_totp(new)
        for path in ["/clients/", "/accounts/2fa/", "/accounts/2fa/totp/deactivate/", "/accounts/password/change/"]:
            assert old.get(path).headers["Location"].startswith("/accounts/2fa/reauthenticate/?next="), path
        assert old.get("/accounts/2fa/reauthenticate/").status_code == 200
        assert Authenticator.objects.filter(user=admin, type="totp").exists()

    def test_it_keeps_secrets_encrypted(self):
        admin, browser = AdminFactory(), Browser()
        enter(browser, admin)
        secret = set_up_totp(browser)
        stored = str(list(Authenticator.objects.filter(user=admin).values_list("data", flat=True)))
        seed = get_adapter().decrypt(Authenticator.objects.get(user=admin, type="recovery_codes").data["seed"])
        assert secret not in stored
        assert seed not in stored
        assert secret not in str(list(PlatformEntry.objects.values()))

    def test_it_opens_what_a_former_secret_encrypted(self, settings):
        hidden = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "x" * 60
        assert get_adapter().decrypt(hidden) == "JBSWY3DPEHPK3PXP"

    def test_it_ties_passkeys_to_the_canonical_host(self, settings):
        settings.CANONICAL_URL = "https://canonical.example:8443"
        assert get_adapter().get_public_key_credential_rp_entity() == {"id": "canonical.example", "name": "Throughline"}


class TestReauthentication:
    def test_it_tells_when_somebody_proved_on_purpose_who_they_are(self, rf):
        user, browser = UserFactory(), Browser()
        enter(browser, user)
        request = rf.get("/")
        request.user, request.session = user, browser.session
        assert recently_reauthenticated(request) is None
        browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
        request.session = browser.session
        assert abs(recently_reauthenticated(request).timestamp() - time.time()) < 60

    def test_it_does_not_take_a_wrong_password(self, rf):
        user, browser = UserFactory(), Browser()
        enter(browser, user)
        browser.post("/accounts/reauthenticate/", {"password": "wrong"})
        request = rf.get("/")
        request.user, request.session = user, browser.session
        assert recently_reauthenticated(request) is None
