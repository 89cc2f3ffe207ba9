"""The whole product as processes: web, worker with beat, broker, a real SMTP sink, a database of its own.

`days` later: the clock of the processes can be moved forward, so that a milestone slips while we watch.
"""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.controller import Controller

from recovery import embedded
from tests.conftest import ROOT, addresses

LATER = """
import datetime, runpy, sys, time_machine
days, module = int(sys.argv[1]), sys.argv[2]
sys.argv = sys.argv[2:]
if days:
    now = datetime.datetime.now(datetime.timezone.utc)
    time_machine.travel(now + datetime.timedelta(days=days), tick=True).start()
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""


class Sink:
    """Keeps every message it accepts."""

    def __init__(self):
        self.messages: list[bytes] = []

    async def handle_DATA(self, server, session, envelope):
        self.messages.append(envelope.content)
        return "250 Kept"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Stack:
    database: str
    state: Path
    sink: Sink = field(default_factory=Sink)
    port: int = field(default_factory=free_port)
    processes: list = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, process: str) -> dict[str, str]:
        return (
            os.environ
            | addresses(self.database)
            | {
                "HOLDFAST_PROCESS": process,
                "HOLDFAST_STATE": str(self.state),
                "DJANGO_SETTINGS_MODULE": "recovery.settings",
                "REDIS_URL": self.broker.addresses.redis,
                "EMAIL_URL": f"smtp://127.0.0.1:{self.smtp.port}",
                "BASE_URL": self.url,
                "DEBUG": "0",
                "SWEEP_SECONDS": "1",
                "DELIVER_SECONDS": "1",
            }
        )

    @contextlib.contextmanager
    def running(self):
        self.smtp = Controller(self.sink, hostname="127.0.0.1", port=free_port())
        self.smtp.start()
        self.broker = embedded.start(self.state / "broker", provision=False, database=False)
        try:
            if self._run("web", "django", "collectstatic", "--no-input", "--verbosity", "0").wait(120):
                raise RuntimeError(self.said("web"))
            self.start(days=0)
            yield self
        finally:
            self.stop()
            self.broker.stop()
            self.smtp.stop()

    def start(self, *, days: int) -> None:
        """Web, worker and beat, with the clock so many days later than now."""
        web = ("gunicorn", "recovery.wsgi", "--bind", f"127.0.0.1:{self.port}", "--threads", "4", "--no-control-socket")
        worker = ("celery", "--app", "recovery.celery", "worker", "--beat", "--concurrency", "1")
        worker += ("--schedule", str(self.state / f"beat-{days}"), "--without-gossip", "--without-mingle")
        self.processes = [self._run("web", *web, days=days), self._run("worker", *worker, days=days)]
        self._await()

    def later(self, *, days: int) -> None:
        self.stop()
        self.start(days=days)

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []

    def _run(self, process: str, *command: str, days: int = 0) -> subprocess.Popen:
        with (self.state / f"{process}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-c", LATER, str(days), *command],
                cwd=ROOT,
                env=self.environment(process),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def _await(self) -> None:
        deadline = time.monotonic() + 40
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/health/ready/", timeout=2):
                    return
            except (OSError, urllib.error.URLError):
                if time.monotonic() > deadline:
                    raise RuntimeError(self.said("web")) from None
                time.sleep(0.2)

    def said(self, process: str) -> str:
        """The end of what a process wrote."""
        return (self.state / f"{process}.log").read_text()[-4000:]
