import base64
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from weasyprint import CSS

from kernel.pdf.render import FOLDER, ForeignAddressRefused, OwnFilesFetcher, html_to_pdf


class Listener:
    """Something on this machine that must never be called: it counts who calls."""

    def __init__(self) -> None:
        self.server = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self.port = self.server.getsockname()[1]
        self.calls = 0
        self.thread = threading.Thread(target=self._count, daemon=True)  # noqa: TID251 - it never touches the database
        self.thread.start()

    def _count(self) -> None:
        with suppress(OSError):
            while True:
                caller, _address = self.server.accept()
                self.calls += 1
                caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/css\r\n\r\n")
                caller.close()

    def close(self) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(timeout=5)


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    heard = Listener()
    yield heard
    heard.close()


HOSTS = [
    "127.0.0.1",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "0",
    "0.0.0.0",
    "2130706433",
    "017700000001",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "[::1]",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "169.254.169.254",
    "metadata.google.internal",
    "[fd00:ec2::254]",
    "10.0.0.1",
    "192.168.0.1",
    "172.16.0.1",
    "100.64.0.1",
    "user:password@127.0.0.1",
    "example.org@127.0.0.1",
    "127.0.0.1\uff0f",
    "①②⑦.⓪.⓪.①",
    "localtest.me",
]
HOSTILE = [
    *(f"http://{host}:{{port}}/x.css" for host in HOSTS),
    "https://127.0.0.1:{port}/x.css",
    "HTTP://127.0.0.1:{port}/x.css",
    "//127.0.0.1:{port}/x.css",
    "ftp://127.0.0.1:{port}/x.css",
    "gopher://127.0.0.1:{port}/x.css",
    "unix://tmp/pgdev/.s.PGSQL.5432",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "FILE:///etc/passwd",
    "file://localhost/etc/passwd",
    "file:///etc/passwd?.css",
    "/etc/passwd",
    "../../etc/passwd",
    "ours:/etc/passwd",
    "ours:///etc/passwd",
    "ours:../app.css",
    "ours:../pdf/../app.css",
    "ours:..\\app.css",
    "ours:%2e%2e/app.css",
    "ours:document.css\x00.png",
    "ours:",
    "ours:.",
    "ours:missing.css",
    "ours:http://127.0.0.1:{port}/x.css",
    "OURS:document.css",
    " ours:document.css",
    "data:text/css,@import'http://127.0.0.1:{port}/x.css'",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    "data:text/html,<script>alert(1)</script>",
    "data:image/png,http://127.0.0.1:{port}/x.css",
    "javascript:alert(1)",
    "blob:http://127.0.0.1:{port}/x",
    "about:blank",
    "jar:http://127.0.0.1:{port}!/x",
    "php://filter/resource=/etc/passwd",
    "",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_it_refuses_every_address_that_is_not_a_file_of_ours(listener, url):
    with pytest.raises((ForeignAddressRefused, ValueError)):
        OwnFilesFetcher().fetch(url.format(port=listener.port))
    with pytest.raises((ForeignAddressRefused, ValueError)):
        OwnFilesFetcher().open(url.format(port=listener.port))
    assert listener.calls == 0


def test_it_tries_more_than_forty_hostile_addresses():
    assert len(set(HOSTILE)) >= 40


def test_it_serves_a_file_of_its_own_folder():
    response = OwnFilesFetcher().fetch("ours:document.css")
    assert response.headers["Content-Type"] == "text/css"
    assert response.read() == (FOLDER / "document.css").read_bytes()


def test_it_follows_no_link_out_of_its_folder(tmp_path, monkeypatch):
    from kernel.pdf import render

    monkeypatch.setattr(render, "FOLDER", tmp_path)
    (tmp_path / "own.css").write_text("p { color: red }")
    (tmp_path / "away.css").symlink_to("/etc/passwd")
    (tmp_path / "notes.txt").write_text("no type of ours")
    assert OwnFilesFetcher().fetch("ours:own.css").read() == b"p { color: red }"
    for name in ("away.css", "notes.txt"):
        with pytest.raises(ForeignAddressRefused):
            OwnFilesFetcher().fetch(f"ours:{name}")


# Every way in which a document can name an address.
WAYS = """
<base href="{url}"><link rel="stylesheet" href="{url}"><link rel="attachment" href="{url}">
<style>@import url({url}); @font-face {{ font-family: x; src: url({url}) }} body {{ background: url({url}); font-family: x }}
li {{ list-style-image: url({url}) }} p::before {{ content: url({url}) }}</style>
<p>text</p><ul><li>item</li></ul><img src="{url}" srcset="{url} 2x"><object data="{url}"></object><embed src="{url}">
<iframe src="{url}"></iframe><video poster="{url}"></video><p style="background-image: url({url})">styled</p>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image href="{url}" xlink:href="{url}" width="9" height="9"/>
<use href="{url}#a"/><style>@import url({url});</style></svg>
<img src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cimage href='{url}' width='9' height='9'/%3E%3C/svg%3E">
<img src="data:image/png;base64,{smuggled}">
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "2130706433"])
def test_it_calls_nobody_however_a_document_names_an_address(listener, host):
    url = f"http://{host}:{listener.port}/x.png"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{url}" width="9" height="9"/></svg>'
    )
    html = WAYS.format(url=url, smuggled=base64.b64encode(svg.encode()).decode())
    assert html_to_pdf(html).startswith(b"%PDF")
    CSS(string=f"@import url({url});", url_fetcher=OwnFilesFetcher())
    assert listener.calls == 0


def test_it_puts_no_file_of_the_machine_into_a_document(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the machine")
    attached = html_to_pdf(f'<link rel="attachment" href="file://{secret}"><p>text</p>')
    assert b"secret.txt" not in attached
    assert b"EmbeddedFile" not in attached
