"""Ties between processes: dying with one's parent, and stopping what an earlier run left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PATIENCE = 30  # seconds to stop by itself before it is killed
STEADY_SECONDS = 60  # alive this long, a process is taken to be well again
LOG_LIMIT_BYTES = 5_000_000


def dying_with_parent(sign: int) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal when our process ends, however it ends."""
    libc, parent = ctypes.CDLL(None), os.getpid()

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)

    return arrange


def die_with_parent(sign: int) -> None:
    """The same for ourselves."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, sign)


def command_line(pid: int) -> str:
    """What a process runs; empty when it is gone, or dead and only waiting for its parent."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def stop_left_over(pid_file: Path, *, marks: tuple[str, ...], sign: int, patience: float = PATIENCE) -> None:
    """Stops the process whose number was recorded, if that number still belongs to it.

    For a caller that holds the state directory: a server still running in it has lost whom it belonged to.
    """
    try:
        pid = int(pid_file.read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return
    for attempt in (sign, signal.SIGKILL):
        if not _is(pid, marks):
            break
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, attempt)
        deadline = time.monotonic() + patience
        while _is(pid, marks) and time.monotonic() < deadline:
            time.sleep(0.05)
    # The number is somebody else's by now, or that of a dead process that nobody collects (in a container whose first
    # process is no init): PostgreSQL would take either for a server, and not start. Its shared memory is still guarded.
    if Path(f"/proc/{pid}").exists():
        pid_file.unlink(missing_ok=True)


def _is(pid: int, marks: tuple[str, ...]) -> bool:
    running = command_line(pid)
    return all(mark in running for mark in marks)


class Child:
    """One long-running process of ours: restarted when it dies, each time after a longer pause."""

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        log: Path,
        environment: dict[str, str],
        inherit: tuple[int, ...] = (),
        abandoned: int = signal.SIGTERM,
    ):
        """`abandoned` is the signal it gets when we are killed: the servers go with us, so it should be quick."""
        self.name, self.command, self.log, self.abandoned = name, command, log, abandoned
        self.environment, self.inherit = environment, inherit
        self.process: subprocess.Popen[bytes] | None = None
        self.started = self.due = 0.0
        self.pause = 1.0

    def start(self) -> None:
        stop_left_over(self.pid_file, marks=tuple(self.command[:4]), sign=self.abandoned, patience=5)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.old"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=self.inherit,
                start_new_session=True,  # Ctrl-C at the terminal is the parent's to pass on, in order
                preexec_fn=dying_with_parent(self.abandoned),
            )
        self.pid_file.write_text(f"{self.process.pid}\n")
        self.started = time.monotonic()

    @property
    def pid_file(self) -> Path:
        return self.log.with_suffix(".pid")

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self, say: Callable[[str], None]) -> None:
        if self.running:
            if time.monotonic() - self.started > STEADY_SECONDS:
                self.pause = 1.0
            return
        now = time.monotonic()
        if self.process is not None:
            say(f"{self.name} stopped unexpectedly; starting it again in {self.pause:.0f} s. Its log: {self.log}")
            self.process, self.due = None, now + self.pause
            self.pause = min(self.pause * 2, 30)
        elif now >= self.due:
            self.start()

    def stop(self) -> None:
        if self.running and self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
        self.pid_file.unlink(missing_ok=True)

    def last_words(self, lines: int = 15) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
