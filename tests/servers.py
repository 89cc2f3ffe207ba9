"""Real servers for the tests, before Django reads its settings.

Loaded by `-p tests.servers`. Addresses given in the environment are used as they are; otherwise an embedded
PostgreSQL and Valkey are started for this run and stopped after it. Parallel workers inherit the addresses.
"""

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(40))
os.environ.setdefault("BASE_URL", "http://testserver")

_stack = None
if not os.environ.get("PROVISION_DATABASE_URL"):
    from recovery import embedded, state

    try:
        _stack = embedded.start(state.clone_state(Path(__file__).resolve().parent.parent) / "test")
    except state.CannotStart as error:  # another `make test` in this clone, say
        raise pytest.UsageError(str(error)) from None
    os.environ.update(_stack.addresses.environment())
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["HOLDFAST_STATE"] = tempfile.mkdtemp(prefix="holdfast-test-")


def pytest_unconfigure():
    if _stack is not None:
        _stack.stop()
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(os.environ["HOLDFAST_STATE"], ignore_errors=True)
