import json

import pytest
from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory
from django.urls import get_script_prefix

from apps.accounts.models import Membership, User
from apps.accounts.selectors import Caller
from apps.clients.models import Client
from apps.initiatives.models import Person
from kernel import clock
from kernel.tenancy.context import current_schema, mounted
from kernel.tenancy.mount import RESERVED_SLUGS, MountMiddleware
from tests.factories.people import make_person


@pytest.fixture
def sponsor(db) -> User:
    """Somebody who may enter acme and nothing else."""
    moment = clock.now()
    user = User.objects.create(email="vogel@acme.example", name="Petra Vogel", created_at=moment)
    acme = Client.objects.get(slug="acme")
    Membership.objects.create(user=user, client=acme, role="client_sponsor", created_at=moment)
    return user


def _answer(path: str, user: User | None, view=lambda request: HttpResponse(current_schema())):
    request = RequestFactory().get(path)
    request.caller = Caller(user=user) if user else None
    return request, MountMiddleware(view)(request)


def test_it_serves_a_member_below_the_mount(sponsor):
    def view(request):
        return HttpResponse(
            json.dumps(
                [
                    current_schema(),
                    request.path_info,
                    request.urlconf,
                    get_script_prefix(),
                    sorted(request.actor.roles),
                    request.actor.door,
                ]
            )
        )

    acme = Client.objects.get(slug="acme")
    _, response = _answer("/clients/acme/contracts/7/", sponsor, view)
    prefix = "/clients/acme/"
    assert json.loads(response.content) == [
        acme.schema_name,
        "/contracts/7/",
        settings.CLIENT_URLCONF,
        prefix,
        ["client_sponsor"],
        "web",
    ]
    _, response = _answer("/clients/acme/api/contracts/", sponsor, view)
    assert json.loads(response.content)[-1] == "api"


def test_it_leaves_everything_as_it_was(sponsor):
    before = get_script_prefix()
    request, _ = _answer("/clients/acme/contracts/", sponsor)
    assert (current_schema(), get_script_prefix(), request.path_info) == ("public", before, "/clients/acme/contracts/")

    def failing(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        _answer("/clients/acme/contracts/", sponsor, failing)
    assert (current_schema(), get_script_prefix()) == ("public", before)


def test_it_answers_for_an_absent_a_foreign_and_a_suspended_client_alike(sponsor):
    Client.objects.create(
        name="Suspended", slug="cordoba", status="suspended", created_at=clock.now(), progress_at=clock.now()
    )
    answers = set()
    for slug in ("absent", "borealis", "cordoba"):
        with pytest.raises(Http404) as missing:
            _answer(f"/clients/{slug}/contracts/", sponsor)
        answers.add(str(missing.value))
        _, response = _answer(f"/clients/{slug}/api/contracts/", sponsor)
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        answers.add(response.content.decode().replace(slug, "…"))
    assert len(answers) == 2


def test_it_answers_an_absent_client_without_asking_who_may_enter_it(sponsor, django_assert_num_queries):
    with django_assert_num_queries(1), pytest.raises(Http404):
        _answer("/clients/absent/contracts/", sponsor)


@pytest.mark.parametrize("slug", ["acme", "borealis", "absent"])
def test_it_asks_nobody_to_log_in_whether_the_client_exists_or_not(db, slug):
    _, page = _answer(f"/clients/{slug}/contracts/", None)
    assert page.status_code == 302
    assert page.url == f"/accounts/login/?next=/clients/{slug}/contracts/"
    _, answer = _answer(f"/clients/{slug}/api/contracts/", None)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "path", ["/", "/clients/", "/clients/acme", "/clients/Acme/x/", "/clients//x/", "/clients/-/x/", "/healthz"]
)
def test_it_passes_on_what_lies_beside_every_mount(db, path):
    _, response = _answer(path, None)
    assert response.content == b"public"


@pytest.mark.parametrize("word", sorted(RESERVED_SLUGS))
def test_it_takes_no_reserved_word_for_a_client(db, word):
    _, response = _answer(f"/clients/{word}/", None)
    assert response.content == b"public"


def test_it_reads_a_stream_with_its_client_mounted(sponsor):
    acme = Client.objects.get(slug="acme")
    with mounted(acme):
        make_person(name="Of A")

    def view(request):
        return StreamingHttpResponse(
            f"{current_schema()} {name}" for name in Person.objects.values_list("name", flat=True)
        )

    _, response = _answer("/clients/acme/export/", sponsor, view)
    assert current_schema() == "public"
    chunks = []
    for chunk in response:
        assert current_schema() == "public"
        chunks.append(chunk.decode())
    assert chunks == [f"{acme.schema_name} Of A"]


def test_it_renders_a_lazy_response_while_the_client_is_mounted(sponsor):
    rendered_in = []

    class Lazy(SimpleTemplateResponse):
        @property
        def rendered_content(self):
            rendered_in.append(current_schema())
            return ""

    _answer("/clients/acme/", sponsor, lambda request: Lazy("base.html"))
    assert rendered_in == [Client.objects.get(slug="acme").schema_name]


def test_it_lets_a_revoked_member_in_no_more(sponsor):
    _answer("/clients/acme/", sponsor)
    Membership.objects.filter(user=sponsor).update(revoked_at=clock.now())
    with pytest.raises(Http404):
        _answer("/clients/acme/", sponsor)


def test_it_lets_a_consultants_membership_count_only_at_the_partner(sponsor):
    Membership.objects.filter(user=sponsor).update(role="consultant")
    with pytest.raises(Http404):
        _answer("/clients/acme/", sponsor)
    User.objects.filter(pk=sponsor.pk).update(partner_role="consultant")
    _, response = _answer("/clients/acme/", User.objects.get(pk=sponsor.pk))
    assert response.status_code == 200
