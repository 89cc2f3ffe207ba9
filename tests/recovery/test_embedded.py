"""The embedded servers, really started: what survives a kill, and what dies with whom."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from recovery import embedded, processes, state

CLONE = Path(__file__).resolve().parents[2]
HOLDER = """
import sys, time
from recovery import embedded
embedded.start(sys.argv[1])
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture
def directory():
    """Not pytest's own: root's servers run as another user, who may not enter a directory of root's alone."""
    path = Path(tempfile.mkdtemp(prefix="hf-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def stack(directory):
    running = embedded.start(directory)
    yield running
    running.stop()


def holder(directory: Path) -> subprocess.Popen:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(directory)], cwd=CLONE, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"up\n"
    return process


def until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def remember(address: str, word: str) -> None:
    connection = psycopg2.connect(address)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        cursor.execute("INSERT INTO kept VALUES (%s)", [word])
    connection.close()


def remembered(address: str) -> list[str]:
    connection = psycopg2.connect(address)
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept ORDER BY word")
        words = [word for (word,) in cursor]
    connection.close()
    return words


def test_both_servers_answer_and_ask_for_a_password(stack):
    a = stack.addresses
    with redis.Redis.from_url(a.redis) as client:
        assert client.ping()
    stranger = redis.Redis.from_url(a.redis.replace(stack.secrets["valkey"], "wrong"))
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()
    remember(a.owner, "here")
    for address in (a.web, a.provision):
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(address.replace(address.split(":")[2].split("@")[0], "wrong"))


def test_no_server_listens_on_a_port_and_no_password_is_in_a_command_line(stack):
    for process in stack.processes.values():
        line = processes.command_line(process.pid)
        assert line
        assert not any(secret in line for secret in stack.secrets.values())
    connection = psycopg2.connect(stack.addresses.provision)
    with connection.cursor() as cursor:
        cursor.execute("SHOW listen_addresses")
        assert cursor.fetchone() == ("",)
    connection.close()
    with redis.Redis.from_url(stack.addresses.redis) as client:
        assert client.config_get("port") == {"port": "0"}


def test_secrets_are_readable_by_their_owner_alone_and_kept(directory):
    first = state.load_secrets(directory)
    assert (directory / "secrets.json").stat().st_mode & 0o077 == 0
    assert state.load_secrets(directory) == first


def test_one_directory_is_held_by_one_process(stack, directory):
    with pytest.raises(embedded.CannotStart, match=f"process {os.getpid()}"):
        embedded.start(directory)


def test_data_and_queue_are_kept_between_runs(directory):
    for word in ("first", "second"):
        running = embedded.start(directory)
        remember(running.addresses.owner, word)
        with redis.Redis.from_url(running.addresses.redis) as client:
            client.rpush("queue", word)
        running.stop()
    running = embedded.start(directory)
    assert remembered(running.addresses.owner) == ["first", "second"]
    with redis.Redis.from_url(running.addresses.redis) as client:
        assert client.lrange("queue", 0, -1) == [b"first", b"second"]
    running.stop()


def test_servers_killed_outright_are_mended_with_nothing_lost(stack):
    remember(stack.addresses.owner, "before")
    with redis.Redis.from_url(stack.addresses.redis) as client:
        client.set("kept", "before")
        time.sleep(1.1)  # the queue is written to disk every second
    for process in stack.processes.values():
        process.kill()
        process.wait()
    assert sorted(stack.mend()) == ["postgres", "valkey"]
    assert remembered(stack.addresses.owner) == ["before"]
    with redis.Redis.from_url(stack.addresses.redis) as client:
        assert client.get("kept") == b"before"


def test_servers_die_with_the_process_that_started_them(directory):
    process = holder(directory)
    pids = [int((directory / name).read_text().split()[0]) for name in ("postgres/postmaster.pid", "valkey/pid")]
    assert all(processes.command_line(pid) for pid in pids)
    process.kill()
    process.wait()
    assert until(lambda: not any(processes.command_line(pid) for pid in pids))


def test_a_start_right_after_a_kill_finds_its_data(directory):
    process = holder(directory)
    address = embedded_addresses(directory).owner
    remember(address, "kept")
    process.kill()
    process.wait()
    running = embedded.start(directory)
    assert remembered(running.addresses.owner) == ["kept"]
    running.stop()


def test_servers_left_behind_are_stopped_by_their_recorded_number(directory):
    process = holder(directory)
    process.send_signal(signal.SIGSTOP)  # a live but lost parent: its servers do not die with it
    postgres = int((directory / "postgres/postmaster.pid").read_text().split()[0])
    (directory / "lock").unlink()  # so that the directory is free to be held
    running = embedded.start(directory)
    assert until(lambda: not processes.command_line(postgres))
    assert running.processes["postgres"].pid != postgres
    running.stop()
    process.kill()
    process.wait()


def test_a_recorded_number_that_now_belongs_to_another_process_is_left_alone(directory):
    bystander = subprocess.Popen(["sleep", "60"])
    while not processes.command_line(bystander.pid):  # it has only just been started
        time.sleep(0.01)
    record = directory / "pid"
    record.write_text(f"{bystander.pid}\n")
    processes.stop_left_over(record, marks=("valkey-server", str(directory)), sign=signal.SIGTERM)
    assert bystander.poll() is None
    assert not record.exists()
    bystander.kill()
    bystander.wait()


def test_a_dead_server_that_nobody_collects_does_not_stand_in_the_way(directory):
    """In a container whose first process is no init, a killed server stays in the table of processes."""
    embedded.start(directory).stop()
    dead = subprocess.Popen(["true"])
    while Path(f"/proc/{dead.pid}/stat").read_text().split()[2] != "Z":
        time.sleep(0.01)
    record = directory / "postgres" / "postmaster.pid"
    record.write_text(f"{dead.pid}\n{directory / 'postgres'}\n")
    (directory / "lock").unlink(missing_ok=True)
    running = embedded.start(directory)
    assert running.processes["postgres"].poll() is None
    running.stop()
    dead.wait()


def test_an_interrupted_first_start_is_begun_again(directory):
    half = directory / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    running = embedded.start(directory)
    assert not half.exists()
    running.stop()


@pytest.mark.parametrize("name", ["a" * 90, "with space", "Ünïcode"])
def test_a_long_or_odd_path_puts_the_sockets_under_tmp(directory, name):
    running = embedded.start(directory / name)
    sockets = running.sockets
    try:
        assert sockets.parent == Path("/tmp")
        with redis.Redis.from_url(running.addresses.redis) as client:
            assert client.ping()
        remember(running.addresses.owner, "here")
    finally:
        running.stop()
        shutil.rmtree(sockets)


def test_a_socket_directory_of_somebody_else_is_refused(directory):
    if os.geteuid() != 0:
        theirs = Path("/root")
    else:
        theirs = directory / "theirs"
        theirs.mkdir(mode=0o777)
    link = directory / "run"
    link.symlink_to(theirs)
    with pytest.raises(embedded.CannotStart, match="belongs to somebody else|may not be written"):
        embedded.start(directory)


def embedded_addresses(directory: Path) -> embedded.Addresses:
    """What another process, which does not hold the directory, would be told."""
    secrets = state.load_secrets(directory)
    run = directory / "run"
    return embedded.addresses(secrets, run)
