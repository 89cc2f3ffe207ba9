"""`make run`: the whole product from one terminal, for evaluation and development.

Servers (embedded, unless addresses are given), roles, tables, demo data, then web, worker and beat as children
that are restarted when they die. Production does not use this: docker-compose.yml starts the same processes.
"""

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2

from recovery import embedded, listening, provision
from recovery.processes import Child, die_with_parent, dying_with_parent, stop_left_over
from recovery.state import CannotStart, clone_state

CLONE = Path(__file__).resolve().parent.parent
APPLICATION_ADDRESSES = ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")
READY_SECONDS = 60


class Stopped(BaseException):
    """Ctrl-C, or a signal that asks the same."""


class Product:
    def __init__(self) -> None:
        self.was_killed = False
        self.began = time.monotonic()
        self.state = Path(os.environ.get("HOLDFAST_STATE") or clone_state(CLONE)).resolve()
        self.environment = dict(os.environ) | {"HOLDFAST_STATE": str(self.state), "PYTHONUNBUFFERED": "1"}
        self.stack: embedded.Stack | None = None
        self.children: list[Child] = []
        self.listener: socket.socket | None = None  # kept: a web process that is restarted needs it again

    def say(self, text: str) -> None:
        print(f"{time.strftime('%H:%M:%S')}  {text}", flush=True)

    # --- Steps -----------------------------------------------------------------------------------------

    def start(self) -> None:
        self.servers()
        listener = self.listener = self.listen()
        self.migrate()
        self.demonstrate()
        self.collect()
        self.processes(listener)
        self.await_first_page(listener)
        self.introduce(listener)

    def servers(self) -> None:
        """Embedded ones, but for those whose address is given."""
        given = [name for name in APPLICATION_ADDRESSES if self.environment.get(name)]
        if given and len(given) < len(APPLICATION_ADDRESSES):
            missing = ", ".join(name for name in APPLICATION_ADDRESSES if name not in given)
            raise CannotStart(f"{given[0]} is set, so {missing} must be too: see .env.example.")
        database, broker = not given, not self.environment.get("REDIS_URL")
        if not database:
            self.say("Using the PostgreSQL that the environment names")
            if self.environment.get("PROVISION_DATABASE_URL"):
                owner, web, worker = (self.environment[name] for name in APPLICATION_ADDRESSES)
                provision.provision(self.environment["PROVISION_DATABASE_URL"], owner=owner, web=web, worker=worker)
        names = [name for name, wanted in (("PostgreSQL", database), ("Valkey", broker)) if wanted]
        if names:
            self.say(f"Starting the embedded {' and '.join(names)} in {self.state}")
        # Always opened: it also holds the directory and keeps the secret key.
        self.stack = embedded.start(self.state, provision=False, database=database, broker=broker)
        addresses = self.stack.addresses.environment()
        self.stop_left_overs()
        if database:
            self.forget_half_a_demo()
            a = self.stack.addresses
            provision.provision(a.provision, owner=a.owner, web=a.web, worker=a.worker)
        else:
            addresses = {k: v for k, v in addresses.items() if not k.endswith("DATABASE_URL")}
        self.environment = addresses | {k: v for k, v in self.environment.items() if v}

    def stop_left_overs(self) -> None:
        """Processes of a run that was killed go by themselves, but not at once; they may still hold our port."""
        for name in ("web", "worker", "beat"):
            record = self.state / f"{name}.pid"
            if record.exists():
                self.was_killed = True
                stop_left_over(record, marks=(sys.executable, "-m"), sign=signal.SIGQUIT, patience=5)
                record.unlink(missing_ok=True)

    def listen(self) -> socket.socket:
        host, asked = self.environment.get("HOST", "127.0.0.1"), self.environment.get("PORT")
        # The port of the last time: the links of the emails it wrote lead there.
        record = self.state / "port"
        last = record.read_text() if record.exists() else ""
        usual = int(last) if last.isdigit() else listening.DEFAULT_PORT
        number = listening.port_number(asked) if asked else None
        listener = listening.open_port(host, number, usual=usual, patience=10 if self.was_killed else 0)
        port = listener.getsockname()[1]
        if not asked:
            record.write_text(str(port))
            if port != usual:
                self.say(f"Port {usual} is taken; using {port}")
        self.environment.setdefault("BASE_URL", f"http://127.0.0.1:{port}")
        return listener

    def migrate(self) -> None:
        self.say("Bringing the tables up to date")
        self.manage("migrate", "--no-input", "--skip-checks", "--verbosity", "0")
        self.manage("check_shared_texts", "--verbosity", "0")

    def demonstrate(self) -> None:
        """Into an empty database of our own (DEMO=0: not). One given to us stays empty unless DEMO=1 asks."""
        if not self.demo_wanted or not self.empty():
            return
        self.say("Loading the demo organisations")
        self.demo_mark.touch()
        self.manage("load_demo")
        self.demo_mark.unlink()

    def collect(self) -> None:
        files = [path for path in sorted((CLONE / "static").rglob("*")) if path.is_file()]
        files += [CLONE / "requirements" / "run.lock"]  # libraries bring static files too
        seen = "".join(f"{path}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in files)
        digest, stamp = hashlib.sha256(seen.encode()).hexdigest(), self.state / "static.stamp"
        if self.environment.get("DEBUG", "0") in ("0", "") and (not stamp.exists() or stamp.read_text() != digest):
            self.say("Preparing styles, fonts and scripts")
            self.manage("collectstatic", "--no-input", "--clear", "--verbosity", "0")
            stamp.write_text(digest)

    def processes(self, listener: socket.socket) -> None:
        python = [sys.executable, "-m"]
        celery = [*python, "celery", "--app", "recovery.celery"]
        fd = listener.fileno()
        web = ["recovery.wsgi", "--bind", f"fd://{fd}", "--workers", "2", "--threads", "4"]
        web += ["--no-control-socket", "--access-logfile", "-"]
        beat = ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(self.state / "beat-schedule")]
        worker = ["worker", "--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"]
        self.add("web", [*python, "gunicorn", *web], process="web", inherit=(fd,))
        self.add("worker", [*celery, *worker], process="worker")
        self.add("beat", [*celery, *beat], process="worker")

    def add(self, name: str, command: list[str], *, process: str, inherit: tuple[int, ...] = ()) -> None:
        # Both gunicorn and celery take SIGQUIT as: now, without finishing. Unfinished tasks are delivered again.
        abandoned = signal.SIGTERM if name == "beat" else signal.SIGQUIT
        environment = self.environment | {"HOLDFAST_PROCESS": process}
        self.say(f"Starting {name}")
        log = self.state / f"{name}.log"
        child = Child(name, command, log=log, environment=environment, inherit=inherit, abandoned=abandoned)
        child.start()
        self.children.append(child)

    def await_first_page(self, listener: socket.socket) -> None:
        host, port = listener.getsockname()[:2]
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
        web = self.children[0]
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if not web.running:
                raise CannotStart(f"The web process does not start.\n{web.last_words()}")
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection = http.client.HTTPConnection(host, port, timeout=5)
                # The name it will be asked for by, which ALLOWED_HOSTS must hold.
                connection.request("GET", "/", headers={"Host": self.environment["BASE_URL"].split("//")[1]})
                status = connection.getresponse().status
                if status < 500:
                    return
                raise CannotStart(f"The first page answers {status}.\n{web.last_words(40)}")
            time.sleep(0.1)
        raise CannotStart(f"The web process does not answer.\n{web.last_words()}")

    def introduce(self, listener: socket.socket) -> None:
        address = self.environment["BASE_URL"]
        lines = ["", f"  Holdfast is at      {address}/   ({time.monotonic() - self.began:.1f} s)"]
        if not self.environment.get("EMAIL_URL"):
            lines += [f"  Emails it sends     {address}/outbox/"]
        lines += [f"  Logs and data       {self.state}", ""]
        if self.demo_wanted:
            lines += [f"  {line}" for line in self.manage("load_demo", "--list").splitlines()] + [""]
        elif self.empty():
            lines += ["  The database is empty. DEMO=1 make run fills it with invented organisations.", ""]
        if self.embedded:
            lines += [
                "  The embedded PostgreSQL and Valkey are for evaluation: no backups, no encryption on the wire,",
                "  security updates only with a new release. For real data give the addresses in .env.example.",
                "",
            ]
        lines += ["  Ctrl-C stops everything. The data stays; `make reset` forgets it.", ""]
        print("\n".join(lines), flush=True)

    # --- While it runs ---------------------------------------------------------------------------------

    def watch(self) -> None:
        while True:
            time.sleep(0.5)
            if self.stack:
                for name in self.stack.mend():
                    self.say(f"{name} had stopped unexpectedly and was started again; nothing was lost")
            for child in self.children:
                child.look_after(self.say)

    def stop(self) -> None:
        """Who asks for work first, who answers last: beat, worker, web, broker, database."""
        for child in reversed(self.children):
            self.say(f"Stopping {child.name}")
            child.stop()
        if self.stack:
            if self.stack.processes:
                self.say("Stopping the embedded servers")
            self.stack.stop()

    # --- Questions and commands ------------------------------------------------------------------------

    @property
    def embedded(self) -> bool:
        return bool(self.stack and "postgres" in self.stack.processes)

    @property
    def demo_wanted(self) -> bool:
        return self.environment.get("DEMO", "1" if self.embedded else "0") == "1"

    @property
    def demo_mark(self) -> Path:
        return self.state / "demo-unfinished"

    def forget_half_a_demo(self) -> None:
        """Killed while it filled an empty database of ours: begin again rather than show half a story."""
        if self.stack and self.demo_mark.exists():
            self.say("The demo data was not finished last time; beginning again")
            provision.drop_database(self.stack.addresses.provision, embedded.DATABASE)
            self.demo_mark.unlink()

    def empty(self) -> bool:
        with provision.connect(self.environment["OWNER_DATABASE_URL"]) as database, database.cursor() as cursor:
            cursor.execute("SELECT NOT EXISTS (SELECT FROM tenancy_organisation)")
            (answer,) = cursor.fetchone() or (False,)
            return answer

    def manage(self, *command: str) -> str:
        # The command decides which role it needs.
        environment = {k: v for k, v in self.environment.items() if k != "HOLDFAST_PROCESS"}
        result = subprocess.run(
            [sys.executable, str(CLONE / "manage.py"), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
            preexec_fn=dying_with_parent(signal.SIGTERM),
        )
        if result.returncode:
            raise CannotStart(f"manage.py {' '.join(command)} failed.\n{result.stdout}{result.stderr.strip()}")
        return result.stdout


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_number, _frame) -> None:
        for number in signals:  # once: a second Ctrl-C must not leave half of it running
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in signals:
        signal.signal(number, stop)
    yield


def main() -> int:
    os.chdir(CLONE)
    if os.environ.get("MAKELEVEL"):  # `make` killed outright takes us along, or the port would stay held
        die_with_parent(signal.SIGTERM)
    with stopping_on_signals():
        try:
            product = Product()
        except CannotStart as error:
            print(f"\n{error}", file=sys.stderr)
            return 1
        try:
            product.start()
            product.watch()
        except Stopped:
            print(flush=True)
        except (CannotStart, provision.Unsuitable, psycopg2.Error) as error:
            print(f"\n{str(error).strip()}", file=sys.stderr, flush=True)
            return 1
        finally:
            product.stop()
    product.say("Stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
