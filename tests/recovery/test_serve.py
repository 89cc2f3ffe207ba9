"""`make run`, as a person would run it: started, looked at, hurt, and stopped with Ctrl-C."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
import pytest

from recovery import embedded, processes, provision, state

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ("PROVISION_DATABASE_URL", "OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL", "REDIS_URL")
FOREIGN = {*GIVEN, "BASE_URL", "DEBUG", "EMAIL_URL", "MAKELEVEL", "SECRET_KEY"}


class Run:
    def __init__(self, directory: Path, **variables: str):
        self.directory = directory
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.output = directory.with_name(f"{directory.name}.out")
        with open(self.output, "wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "recovery.serve"],
                cwd=ROOT,
                env=environment | {"HOLDFAST_STATE": str(directory), "DEMO": "0"} | variables,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def text(self) -> str:
        return self.output.read_text()

    def address(self) -> str:
        assert until(lambda: "Ctrl-C stops" in self.text() or self.process.poll() is not None, 90), self.text()
        assert self.process.poll() is None, self.text()
        return re.search(r"Holdfast is at +(\S+)", self.text()).group(1)

    def ctrl_c(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(90)

    def pids(self) -> dict[str, int]:
        files = {name: self.directory / f"{name}.pid" for name in ("web", "worker", "beat")}
        files |= {"valkey": self.directory / "valkey/pid", "postgres": self.directory / "postgres/postmaster.pid"}
        return {name: int((file.read_text().split() or [0])[0]) if file.exists() else 0 for name, file in files.items()}


def until(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def status(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@pytest.fixture(scope="module")
def directory():
    """One for all, as a clone has one. Not pytest's own: root's servers run as a user who may not enter those."""
    parent = Path(tempfile.mkdtemp(prefix="hf-"))
    parent.chmod(0o711)
    yield parent / "state"
    shutil.rmtree(parent)


@pytest.fixture
def start(directory):
    runs = []

    def started(**variables):
        runs.append(Run(directory, **variables))
        return runs[-1]

    yield started
    for run in runs:
        if run.process.poll() is None:
            run.ctrl_c()


def test_it_serves_tells_where_and_stops_on_ctrl_c(start):
    run = start()
    assert status(run.address()) == 200
    pids = run.pids()
    assert run.ctrl_c() == 0
    assert not any(processes.command_line(pid) for pid in pids.values())
    said = run.text()
    assert "for evaluation" in said
    assert "/outbox/" in said
    stopped = [said.index(f"Stopping {what}") for what in ("beat", "worker", "web", "the embedded servers")]
    assert stopped == sorted(stopped)
    assert "Traceback" not in said


def test_what_is_killed_is_started_again_at_the_same_address(start):
    run = start()
    address, pids = run.address(), run.pids()
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: all(new not in (0, pids[name]) for name, new in run.pids().items()), 30), run.text()
    assert until(lambda: status(address) == 200, 30), run.text()


def test_killed_itself_it_leaves_nothing_behind_and_finds_its_data_again(start, directory):
    run = start()
    address, pids = run.address(), run.pids()
    owner = embedded.addresses(state.load_secrets(directory), directory / "run").owner
    connection = psycopg2.connect(owner)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 7 AS n")
    run.process.kill()
    run.process.wait()
    again = start()
    assert again.address() == address, "the port was still held"
    assert until(lambda: not any(processes.command_line(pid) for pid in pids.values()), 30)
    fresh = psycopg2.connect(owner)
    with fresh, fresh.cursor() as cursor:
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchall() == [(7,)]
    fresh.close()


def test_what_is_no_port_number_is_said_in_a_sentence(start):
    for wrong in ("abc", "70000"):
        run = start(PORT=wrong)
        assert run.process.wait(60) == 1
        assert f"PORT is '{wrong}', which is no port number." in run.text()
        assert "Traceback" not in run.text()


def test_a_taken_port_is_passed_over_unless_it_was_asked_for(start):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = start(PORT=str(taken.getsockname()[1]))
        assert run.process.wait(60) == 1
        assert "is taken. Choose another:  make run PORT=" in run.text()
        assert "Traceback" not in run.text()
    with socket.socket() as default:
        default.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):  # somebody else has it, which serves as well
            default.bind(("127.0.0.1", 8000))
            default.listen()
        assert not start().address().endswith(":8000/")


def test_addresses_of_real_servers_are_used_instead(start):
    """Those of this test run stand for them: nothing embedded is started, and an empty database stays empty."""
    name = f"serve_{os.getpid()}"
    given = {key: os.environ[key] for key in GIVEN}
    given |= {
        key: provision.in_database(given[key], name)
        for key in GIVEN
        if key.endswith("DATABASE_URL") and not key.startswith("PROVISION")
    }
    run = start(**given)
    try:
        assert status(run.address()) == 200
        assert "Using the PostgreSQL that the environment names" in run.text()
        assert "embedded" not in run.text()
    finally:
        if run.process.poll() is None:
            run.ctrl_c()
        provision.drop_database(given["PROVISION_DATABASE_URL"], name)


def test_half_of_the_addresses_are_refused_by_name(start):
    run = start(DATABASE_URL=os.environ["DATABASE_URL"])
    assert run.process.wait(60) == 1
    assert "DATABASE_URL is set, so OWNER_DATABASE_URL, WORKER_DATABASE_URL must be too" in run.text()


def test_a_second_one_in_the_same_directory_says_who_is_there(start):
    first = start()
    first.address()
    second = start()
    assert second.process.wait(60) == 1
    assert f"Another Holdfast (process {first.process.pid})" in second.text()
    assert first.process.poll() is None


def test_reset_forgets_but_not_while_it_runs(start, directory):
    run = start()
    run.address()
    environment = os.environ | {"HOLDFAST_STATE": str(directory)}
    reset = [str(ROOT / "bin" / "reset")]
    refused = subprocess.run(reset, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    assert f"process {run.process.pid}" in refused.stderr
    run.ctrl_c()
    assert subprocess.run(reset, env=environment, capture_output=True).returncode == 0
    assert not directory.exists()
