"""Ties between processes: dying with one's parent, and stopping what an earlier run left behind."""

import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1
PATIENCE = 30  # seconds to stop by itself before it is killed


def dying_with_parent(sign: int) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends this signal when our process ends, however it ends."""
    libc, parent = ctypes.CDLL(None), os.getpid()

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)

    return arrange


def command_line(pid: int) -> str:
    """What a process runs; empty when it is gone, or dead and only waiting for its parent."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def stop_left_over(pid_file: Path, *, marks: tuple[str, ...], sign: int) -> None:
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
        deadline = time.monotonic() + PATIENCE
        while _is(pid, marks) and time.monotonic() < deadline:
            time.sleep(0.05)
    if command_line(pid):  # the number belongs to somebody else by now: the file would only mislead
        pid_file.unlink(missing_ok=True)


def _is(pid: int, marks: tuple[str, ...]) -> bool:
    running = command_line(pid)
    return all(mark in running for mark in marks)
