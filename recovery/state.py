"""The state directory of a clone: where it lies, who may enter it, who holds it, and its secrets."""

import contextlib
import fcntl
import hashlib
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
from pathlib import Path

SERVICE_USER = "holdfast"  # PostgreSQL refuses to run as root, so root lends it this account


class CannotStart(RuntimeError):
    """Nothing can run here; the message is written for the person at the terminal."""


def clone_state(clone: Path) -> Path:
    """Where a clone keeps its data: in the clone, unless root's servers could not reach it there."""
    clone = clone.resolve()
    if os.geteuid() == 0 and not enterable(clone, service_account()):
        return Path("/var/lib/holdfast") / hashlib.sha256(str(clone).encode()).hexdigest()[:16]
    return clone / ".state"


def hold(state: Path):
    lock = open(state / "lock", "a+")  # noqa: SIM115  kept open: closing it lets go
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise CannotStart(
            f"Another Holdfast (process {holder}) is already using {state}. "
            "Stop it first, or name another HOLDFAST_STATE."
        ) from None
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def load_secrets(state: Path) -> dict[str, str]:
    """Made once per state directory, readable by its owner alone."""
    file = state / "secrets.json"
    if not file.exists():
        names = ("postgres", "app_owner", "app_web", "app_worker", "valkey", "secret_key")
        fresh = state / "secrets.new"
        fresh.unlink(missing_ok=True)
        fresh.touch(0o600)
        fresh.write_text(json.dumps({name: secrets.token_hex(32) for name in names}, indent=1))
        fresh.rename(file)
    return json.loads(file.read_text())


def service_account() -> pwd.struct_passwd:
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(SERVICE_USER)
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SERVICE_USER,
    ]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode not in (0, 9):  # 9: another process made it meanwhile
        raise CannotStart(f"PostgreSQL may not run as root, and {' '.join(command)} failed: {result.stderr.strip()}")
    return pwd.getpwnam(SERVICE_USER)


def enterable(path: Path, account: pwd.struct_passwd) -> bool:
    while not path.exists():
        path = path.parent
    tried = subprocess.run(
        ["test", "-x", str(path)], cwd="/", user=account.pw_uid, group=account.pw_gid, extra_groups=[]
    )
    return tried.returncode == 0


def make_directory(directory: Path, mode: int) -> None:
    try:
        for ancestor in reversed(directory.parents):
            if not ancestor.exists():
                ancestor.mkdir(exist_ok=True)
        directory.mkdir(mode, exist_ok=True)
        if stat.S_IMODE(directory.lstat().st_mode) != mode and not directory.is_symlink():
            directory.chmod(mode)
    except PermissionError as error:
        raise CannotStart(
            f"{error.filename} may not be written by this user. "
            "Was it made by another? Set HOLDFAST_STATE, or remove it."
        ) from None


def forget(clone: Path) -> str:
    """Removes a clone's data, its tests' too. Refused while something runs in it."""
    state = Path(os.environ.get("HOLDFAST_STATE") or clone_state(clone)).resolve()
    if not (state / "secrets.json").exists() and not (state / "test").exists():
        return f"There is no data in {state}."
    with contextlib.ExitStack() as held:
        for directory in (state, state / "test"):
            if directory.exists():
                held.enter_context(hold(directory))
                sockets_elsewhere(directory, remove=True)
        shutil.rmtree(state)
    return f"Forgotten: {state}"


def sockets_elsewhere(state: Path, *, remove: bool = False) -> Path:
    """Where sockets go when the state directory's path is too long for one."""
    directory = Path("/tmp") / f"hf-{hashlib.sha256(os.fsencode(state)).hexdigest()[:16]}"  # noqa: S108
    if remove and directory.exists():
        shutil.rmtree(directory)
    return directory


def main() -> None:
    try:
        print(forget(Path(__file__).resolve().parent.parent))
    except CannotStart as error:
        sys.exit(str(error))


if __name__ == "__main__" and sys.argv[1:] == ["forget"]:
    main()
