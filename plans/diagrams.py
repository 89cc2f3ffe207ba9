"""`docs/lifecycles.md`, drawn from `plans.lifecycle`: a picture of each life, and who may do what in it."""

from pathlib import Path

from django.conf import settings

from plans import lifecycle
from recovery.tenancy.permissions import TABLE

WHERE = Path(settings.BASE_DIR) / "docs" / "lifecycles.md"

PAGE = """# Lifecycles

Drawn from `plans/lifecycle.py` by `make diagrams`; a test fails when this page is not current.

{plan}
{action}
A status (off track, at risk, on track, not started) is no state: it is derived from dates, and nobody sets it.

An immediate safety control that is stepped down or replaced at its review keeps its state and *stands down*: it is no
longer reviewed and no longer counts as running.
"""

LIFE = """## {title}

```mermaid
stateDiagram-v2
{arrows}
```

| From | What is done | To | Who may | What must hold | What is recorded |
|---|---|---|---|---|---|
{lines}
"""


def page() -> str:
    return PAGE.format(
        plan=_life("The life of a plan", lifecycle.PLAN), action=_life("The life of an action", lifecycle.ACTION)
    )


def _life(title: str, life: lifecycle.Life) -> str:
    arrows = [f"    [*] --> {life.begins.value}"]
    for step in life:
        arrows += [f"    {source.value} --> {step.target.value}: {step.said}" for source in step.sources]
    names = [f'    state "{state.label}" as {state.value}' for state in type(life.begins) if _reached(state, life)]
    return LIFE.format(title=title, arrows="\n".join(names + arrows), lines="\n".join(map(_line, life)))


def _reached(state, life: lifecycle.Life) -> bool:
    return state == life.begins or any(state in (step.target, *step.sources) for step in life)


def _line(step: lifecycle.Transition) -> str:
    holds = " ".join(part for part in (step.holds, "A reason is given." if step.asks_why else "") if part)
    kept = [", ".join(f"`{name}`" for name in step.records)] if step.records else []
    if step.empties:
        kept.append("empties " + ", ".join(f"`{name}`" for name in step.empties))
    cells = [
        ", ".join(source.label for source in step.sources),
        step.label,
        step.target.label,
        ", ".join(sorted(role.label for role in TABLE[step.capability])),
        holds,
        "; ".join(kept),
    ]
    return f"| {' | '.join(cells)} |"
