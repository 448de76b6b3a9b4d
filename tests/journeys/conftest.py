"""What a journey needs: the site on a port of its own, a browser, a way to be logged in, and the accessibility rules."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from kernel import clock
from tests.conftest import NOW
from tests.factories.accounts import use_second_factor

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

# Playwright runs an event loop in the test's own thread; the ORM is called there all the same, between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    for item in items:
        if Path(str(item.fspath)).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.journey)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        pass


class SiteServer(ThreadedWSGIServer):
    daemon_threads = True


class SiteThread(LiveServerThread):
    """The whole site in a thread, on a free port; each request has its own thread, connection and frozen clock."""

    def _create_server(self, connections_override: Any = None) -> ThreadedWSGIServer:
        return SiteServer(
            (self.host, self.port), QuietHandler, allow_reuse_address=False, connections_override=connections_override
        )


def _at_the_tests_moment(application: Callable[..., Any]) -> Callable[..., Any]:
    def frozen(environ: Any, start_response: Any) -> Any:
        with clock.frozen(NOW):
            return application(environ, start_response)

    return frozen


class FrozenStaticFilesHandler(StaticFilesHandler):
    def __init__(self, _application: Any) -> None:
        super().__init__(get_wsgi_application())
        self.application = _at_the_tests_moment(self.application)


@pytest.fixture(scope="session")
def site(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of the running site. What a journey writes stays in this worker's database: give things names of their own."""
    with django_db_blocker.unblock():
        thread = SiteThread("127.0.0.1", FrozenStaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system brings it."""
    executable = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    """A fresh window in English, wide and light."""
    fresh = browser.new_context(
        base_url=site, viewport=WIDE, color_scheme="light", locale="en-GB", reduced_motion="reduce"
    )
    fresh.set_default_timeout(30_000)
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; a journey fails when its console shows an error, such as something the content security policy refused."""
    opened = context.new_page()
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        # A refusal that a journey provokes on purpose is logged by the browser as a failed load.
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    opened.on("console", hear)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    assert errors == []


@pytest.fixture
def log_in(context: BrowserContext, site: str, django_db_blocker: Any) -> Iterator[Callable[[Any], None]]:
    """Log a user in without the form, with a second factor where they need one: `log_in(user)`. Journeys may use the ORM."""
    with django_db_blocker.unblock():

        def enter(user: Any) -> None:
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            use_second_factor(session, user)
            use_second_factor(session, user)
            session.create()
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": site}])

        yield enter


def assert_accessible(page: Page, *, phone: bool = True) -> None:
    """No rule of WCAG 2.2 AA is broken, light and dark, wide and on a phone, and the page is never wider than the phone."""
    for size in [WIDE, PHONE] if phone else [WIDE]:
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("scheme => document.documentElement.dataset.bsTheme === scheme", arg=scheme)
            where = f"{page.url}, {size['width']} px, {scheme}"
            assert violations(page) == [], where
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"], f"{page.url} is {width} px wide on {size['width']} px"
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")


def violations(page: Page) -> list[str]:
    """What axe-core finds on the page as it is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text())
    results = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", AXE_TAGS)
    return [
        f"{found['id']}: {node['target']} {node.get('failureSummary', '')}"
        for found in results["violations"]
        for node in found["nodes"]
    ]
