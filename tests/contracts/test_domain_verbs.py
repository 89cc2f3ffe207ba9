"""Only verbs write, and only in `domain/`: whoever changes a row says who, when and why.

Two walks over the source: every public function of a `domain/` module that writes is a verb; and no other module
calls what writes. The database refuses the rest (a change that names no actor).
"""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

APPS = ("plans", "assurance", "governance")
WRITING = {
    "save", "create", "bulk_create", "update", "bulk_update", "delete", "get_or_create", "update_or_create",
    "acreate", "aupdate", "adelete", "asave", "abulk_create", "aget_or_create", "aupdate_or_create",
}  # fmt: skip
WRITING_SQL = re.compile(r"\b(insert into|update|delete from|truncate|merge into)\s+(table\s+)?(only\s+)?\w+_\w+", re.I)

ELSEWHERE = {
    # module: why it may write outside a domain
    "recovery/tenancy/versions.py": "the conditional update of a stale form, called by verbs alone",
    "recovery/tenancy/models/person.py": "making a user, for the owner of the tables: provisioning and tests",
}
NOT_ROWS = {
    # what a writing name is called on when it writes no row
    "default_storage", "session", "environ", "conf",
}  # fmt: skip


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def domain_modules() -> list[Path]:
    return [path for app in APPS for path in modules(app) if "domain" in path.parts and path.name != "__init__.py"]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def names_in(node: ast.AST) -> set[str]:
    """Every name in the expression that a method is called on: `Plan.objects.filter(…)` → Plan, objects, filter."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)} | {
        one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)
    }


def writes_in(tree: ast.AST) -> list[ast.AST]:
    """Calls that write rows: by the ORM, or as SQL text. A call of a verb (`plans.create(…)`) is none."""
    verbs_of = domains_imported(tree)
    return [
        node
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in WRITING
            and not plainly_no_row(node)
            and not (isinstance(node.func.value, ast.Name) and node.func.value.id in verbs_of)
        )
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITING_SQL.search(node.value))
    ]


def domains_imported(tree: ast.AST) -> set[str]:
    """Names under which the module knows modules of a domain."""
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".domain")
        for name in node.names
    }


def plainly_no_row(call: ast.Call) -> bool:
    """A dictionary or a set is updated with one thing by position; a queryset never is."""
    on = call.func.value
    if names_in(on) & NOT_ROWS or isinstance(on, ast.Dict | ast.DictComp | ast.Set):
        return True
    return call.func.attr == "update" and bool(call.args) and not call.keywords


def test_no_module_outside_a_domain_writes():
    found = []
    for folder in (*APPS, "recovery"):
        for path in modules(folder):
            name = relative(path)
            if "domain" in path.parts or name in ELSEWHERE or name.startswith(("recovery/demo/", "recovery/ui/")):
                continue
            found += [f"{name}:{node.lineno}" for node in writes_in(ast.parse(path.read_text()))]
    assert found == [], "Move the write into a verb of domain/"


def test_the_exceptions_still_write():
    assert [name for name in ELSEWHERE if not writes_in(ast.parse((ROOT / name).read_text()))] == []


def test_the_walk_sees_a_write():
    """The walk itself works."""
    wrong = (
        "Plan.objects.filter(pk=1).update(title='x')\nplan.save()\ncursor.execute('UPDATE plans_plan SET title = 1')"
    )
    fine = "seen.update(more)\n{}.update(a=1)\ntext = 'Update the plan'\nkept.add(1)"
    assert len(writes_in(ast.parse(wrong))) == 3
    assert writes_in(ast.parse(fine)) == []


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]


def writers(path: Path) -> set[str]:
    """Functions of the module that write, themselves or through a private function of the same module."""
    own = {node.name: node for node in functions(path)}
    writing = {name for name, node in own.items() if writes_in(node)}
    while True:
        more = {
            name
            for name, node in own.items()
            if name not in writing
            and any(
                isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in writing
                for call in ast.walk(node)
            )
        }
        if not more:
            return writing
        writing |= more


@pytest.mark.parametrize("path", domain_modules(), ids=relative)
def test_every_public_function_that_writes_is_a_verb(path):
    module = importlib.import_module(relative(path)[:-3].replace("/", "."))
    public = {name for name in writers(path) if not name.startswith("_")}
    plain = {name for name in public if not getattr(getattr(module, name), "is_verb", False)}
    assert plain == set(CALLED_BY_VERBS.get(relative(path), ())), "Make it a verb: @verb, keyword-only, by= and at="


CALLED_BY_VERBS: dict[str, tuple[str, ...]] = {
    # Shared by verbs of several modules, inside their transaction; never called from above the domain.
    "plans/domain/guard.py": ("settle",),
    "plans/domain/moving.py": ("move", "move_all"),
    "plans/domain/ordering.py": ("shift",),
}


def verbs() -> list:
    found = []
    for path in domain_modules():
        module = importlib.import_module(relative(path)[:-3].replace("/", "."))
        for name, one in vars(module).items():
            if getattr(one, "is_verb", False) and one.__module__ == module.__name__:
                found.append(pytest.param(one, id=f"{relative(path)[:-3]}.{name}"))
    return found


@pytest.mark.parametrize("one", verbs())
def test_a_verb_reads_as_a_sentence_and_names_who_and_when(one):
    parameters = inspect.signature(one).parameters
    assert {"by", "at"} <= set(parameters)
    assert all(parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD) for parameter in parameters.values())
