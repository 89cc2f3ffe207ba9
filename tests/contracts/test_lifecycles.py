"""The lives of a plan and of an action are what `plans/lifecycle.py` says: nothing else moves a state, and each line of
it is a verb, a page that wears its capability, and columns that are there."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest
from django.urls import get_resolver

from plans import diagrams, lifecycle
from plans.models import Action, Plan
from tests.conftest import ROOT
from tests.contracts.test_domain_verbs import domain_modules, names_in

MODEL = {"plan": Plan, "action": Action}
LIVES = {"PLAN": lifecycle.PLAN, "ACTION": lifecycle.ACTION}
AT_A_GATE = {"plan_sustain": "gate_decide", "plan_close": "gate_decide"}
"""What passing a gate does is decided on the page of the gate."""
STEPS = [pytest.param(life, step, id=f"{life.of}.{step.verb}") for life in LIVES.values() for step in life]
SQL = re.compile(r"update (only )?plans_(plan|action)\b", re.I)
MOVER = ROOT / "plans" / "domain" / "moving.py"


def moves_in(function: ast.FunctionDef) -> list[tuple[str, str]]:
    """(life, verb) of each `move(row, LIFE, "verb", …)` in a function."""
    return [
        (call.args[1].id, call.args[2].value)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "move"
    ]


def verbs_that_move() -> dict[tuple[str, str], list]:
    """Which functions of a domain make which step."""
    found: dict[tuple[str, str], list] = {}
    for path in domain_modules():
        module = importlib.import_module(str(path.relative_to(ROOT))[:-3].replace("/", "."))
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                for life, verb in moves_in(node):
                    found.setdefault((LIVES[life].of, verb), []).append(getattr(module, node.name))
    return found


def states_set_in(path: Path) -> list[int]:
    """Lines that give a plan or an action a state, by the ORM or as SQL."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if (
            isinstance(node, ast.Call)
            and any(keyword.arg == "state" for keyword in node.keywords)
            and names_in(node.func) & {"Plan", "Action", "change_if_current"}
            and getattr(node.func, "attr", "") not in ("filter", "exclude", "get")
        )
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.search(node.value))
    ]


def test_every_step_is_made_by_one_verb_of_its_name():
    made = {step: [verb.__name__ for verb in verbs] for step, verbs in verbs_that_move().items()}
    assert made == {(life.of, step.verb): [step.verb] for life in LIVES.values() for step in life}


def test_only_the_mover_changes_a_state():
    found = [f"{path.relative_to(ROOT)}:{line}" for path in domain_modules() for line in states_set_in(path)]
    assert found == [], "Move it along a line of plans/lifecycle.py"
    assert "state=step.target" in MOVER.read_text()


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_a_step_asks_why_where_its_verb_does(life, step):
    (verb,) = verbs_that_move()[life.of, step.verb]
    assert verb.is_verb
    asked = inspect.signature(verb).parameters.get("reason")
    assert step.asks_why == (asked is not None and asked.default is inspect.Parameter.empty)


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_a_step_has_a_page_that_wears_its_capability(life, step):
    name = f"{life.of}_{step.verb}"
    view = views()[AT_A_GATE.get(name, name)]
    assert view.capability == step.capability


def views() -> dict:
    found, waiting = {}, list(get_resolver().url_patterns)
    while waiting:
        pattern = waiting.pop()
        waiting += getattr(pattern, "url_patterns", [])
        if getattr(pattern, "name", None):
            found[pattern.name] = pattern.callback
    return found


@pytest.mark.parametrize(("life", "step"), STEPS)
def test_a_step_names_columns_that_are_there_and_states_of_its_own(life, step):
    columns = {field.name for field in MODEL[life.of]._meta.concrete_fields}
    assert {*step.records, *step.empties} <= columns
    assert not set(step.records) & set(step.empties)
    assert {step.target, *step.sources} <= set(type(life.begins))
    assert step.target not in step.sources
    assert MODEL[life.of]._meta.get_field("state").default == life.begins


def test_a_step_that_cannot_be_made_says_when_it_could():
    assert lifecycle.PLAN.refusal("approve", "submitted") == ""
    assert lifecycle.PLAN.refusal("approve", "active") == (
        "This plan is active. It can be approved only while it is submitted."
    )
    assert lifecycle.ACTION.refusal("reopen", "planned") == (
        "This action is planned. It can be reopened only while it is complete or verified."
    )


def test_the_drawn_diagram_is_current():
    assert diagrams.WHERE.read_text() == diagrams.page(), "Run `make diagrams` and commit docs/lifecycles.md"
