"""PostgreSQL and Redis out of packages: shared, recovered, and gone when nobody needs them."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from embedded.redis import free_port
from tests.embedded.conftest import Holder, leftovers_of, processes_of

pytestmark = pytest.mark.fault
Hold = Callable[[], Holder]


def write(holder: Holder) -> None:
    with psycopg.connect(holder.urls["DATABASE_URL"], autocommit=True) as database:
        database.execute("CREATE TABLE kept (word text)")
        database.execute("INSERT INTO kept VALUES ('here')")
    with redis.Redis.from_url(holder.urls["REDIS_URL"]) as queue:
        queue.set("kept", "here")


def is_kept(holder: Holder) -> bool:
    with (
        psycopg.connect(holder.urls["DATABASE_URL"]) as database,
        redis.Redis.from_url(holder.urls["REDIS_URL"]) as queue,
    ):
        return database.execute("SELECT word FROM kept").fetchall() == [("here",)] and queue.get("kept") == b"here"


def test_it_leaves_nothing_but_its_data(place: Path, hold: Hold) -> None:
    first = hold()
    write(first)

    first.let_go()

    assert leftovers_of(place) == []
    second = hold()
    assert is_kept(second)
    second.let_go()


def test_it_is_shared_until_the_last_one_leaves(place: Path, hold: Hold) -> None:
    holders = [hold() for _ in range(3)]
    write(holders[0])
    assert len({str(holder.urls) for holder in holders}) == 1

    holders[0].let_go()
    holders[1].let_go()

    assert is_kept(holders[2])
    holders[2].let_go()
    assert leftovers_of(place) == []


def test_it_is_joined_and_then_stopped_after_its_starter_was_killed(place: Path, hold: Hold) -> None:
    killed = hold()
    write(killed)
    killed.process.kill()
    killed.process.wait()

    heir = hold()

    assert heir.urls == killed.urls
    assert is_kept(heir)
    heir.let_go()
    assert leftovers_of(place) == []


def test_it_recovers_what_was_written_before_everything_was_killed(place: Path, hold: Hold) -> None:
    killed = hold()
    write(killed)
    for process in processes_of(place):
        process.kill()
    killed.process.wait()

    heir = hold()

    assert is_kept(heir)
    heir.let_go()
    assert leftovers_of(place) == []


def test_it_is_not_misled_by_a_pid_that_another_program_has_now(place: Path, hold: Hold) -> None:
    first = hold()
    write(first)
    pid_file = place / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    first.let_go()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    second = hold()

    assert is_kept(second)
    second.let_go()


def test_it_does_not_take_a_folder_that_was_cut_off_while_being_made_for_a_whole_one(place: Path, hold: Hold) -> None:
    half = place / "postgres" / "data.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    holder = hold()

    write(holder)
    holder.let_go()


def test_it_leaves_a_shell_alone_that_looks_around_in_its_folder(place: Path, hold: Hold) -> None:
    holder = hold()
    assert holder.urls
    shell = subprocess.Popen(["sleep", "60"], cwd=place / "postgres" / "data")

    holder.let_go()

    assert shell.poll() is None
    shell.send_signal(signal.SIGKILL)
    shell.wait()


def test_it_puts_its_socket_elsewhere_where_the_path_is_too_long_for_one(place: Path) -> None:
    deep = place / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    holder = Holder(deep)
    write(holder)
    with psycopg.connect(holder.urls["DATABASE_URL"]) as database:
        sockets = Path(database.info.host)

    holder.let_go()

    assert sockets.parent == Path(tempfile.gettempdir())
    assert not sockets.exists()
    assert leftovers_of(deep) == []
    shutil.rmtree(deep)


def test_it_steps_past_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        assert port < free_port(port) < port + 200


def test_it_serves_only_its_owner(hold: Hold) -> None:
    holder = hold()
    address = redis.Redis.from_url(holder.urls["REDIS_URL"]).connection_pool.connection_kwargs

    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host=address["host"], port=address["port"]).ping()
    with psycopg.connect(holder.urls["DATABASE_URL"]) as database:
        assert database.execute("SHOW listen_addresses").fetchone() == ("",)
        assert Path(database.info.host).stat().st_mode & 0o077 == 0
    holder.let_go()
