"""What the search looks through: one line for each column, and who may find by it.

A column that a database role may not read is never named in a statement of that role, and the database would refuse
it: a word that stands only there is found by nobody of that role, not even as a count. There is no index of words
either: row policies keep the database from using one (its operators are not leakproof), and it would hold what a
commissioner may not read. One tenant's texts are read each time instead; tests/bench says how long that takes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from plans.enums import SearchKind
from recovery.tenancy.enums import Capacity

PLAN, PROBLEM, CAUSE = SearchKind.PLAN, SearchKind.PROBLEM, SearchKind.CAUSE
ACTION, MILESTONE, EVIDENCE = SearchKind.ACTION, SearchKind.MILESTONE, SearchKind.EVIDENCE
PARTNER, CONTRIBUTION = SearchKind.PARTNER, SearchKind.CONTRIBUTION
CRITERION, DECISION, COMMENT = SearchKind.CRITERION, SearchKind.DECISION, SearchKind.COMMENT
INSIDE = frozenset({Capacity.PROVIDER, Capacity.AUDITOR})
EVERYBODY = INSIDE | {Capacity.COMMISSIONER}


class Column(NamedTuple):
    kind: SearchKind
    column: str
    readers: frozenset[Capacity]
    """Who may find by it. A text with a shared form has two lines: itself for those inside, its form for the others."""


COLUMNS = (
    # The first column of a kind that a reader may read is its name; the others are its words.
    Column(PLAN, "title", EVERYBODY),
    Column(PLAN, "summary", INSIDE),
    Column(PROBLEM, "title", EVERYBODY),
    Column(PROBLEM, "statement", INSIDE),
    Column(PROBLEM, "people_affected", INSIDE),
    Column(PROBLEM, "others_at_risk", INSIDE),
    Column(PROBLEM, "monitoring", INSIDE),
    Column(CAUSE, "cause", INSIDE),
    Column(CAUSE, "effect", INSIDE),
    Column(CAUSE, "event", INSIDE),
    Column(CAUSE, "preceding_cause", INSIDE),
    Column(CAUSE, "duty_source", INSIDE),
    Column(ACTION, "title", EVERYBODY),
    Column(ACTION, "deliverable", EVERYBODY),
    Column(ACTION, "evidence_expected", INSIDE),
    Column(ACTION, "people_affected", INSIDE),
    Column(ACTION, "step_down_criterion", INSIDE),
    Column(ACTION, "completion_note", INSIDE),
    Column(MILESTONE, "name", EVERYBODY),
    Column(EVIDENCE, "reference", INSIDE),
    Column(EVIDENCE, "summary", INSIDE),
    Column(PARTNER, "organisation", EVERYBODY),
    Column(PARTNER, "role", EVERYBODY),
    Column(PARTNER, "contact", INSIDE),
    Column(CONTRIBUTION, "contribution", EVERYBODY),
    Column(CRITERION, "statement", EVERYBODY),
    Column(DECISION, "reason", INSIDE),
    Column(COMMENT, "text", INSIDE),
)


class Table(NamedTuple):
    """Where the columns of a kind stand, and how its rows are led to. All but the name is SQL about the row `t`."""

    name: str
    plan: str = "t.plan_id"
    action: str = "NULL::uuid"
    """The action on whose page it stands, if it does."""
    number: str = "NULL::integer"
    """Of an action: its number."""
    gone: str = "false"
    """Whether it was withdrawn: it is still found, and said to be."""
    only: str = "true"


TABLES: dict[SearchKind, Table] = {
    PLAN: Table("plans_plan", plan="t.id", gone="t.withdrawn_at IS NOT NULL"),
    PROBLEM: Table("plans_problem"),
    CAUSE: Table("plans_rootcause"),
    ACTION: Table("plans_action", action="t.id", number="t.number", gone="t.withdrawn_at IS NOT NULL"),
    MILESTONE: Table(
        "plans_milestone",
        action="t.action_id",
        gone="t.withdrawn_at IS NOT NULL",
        only="NOT t.is_completion",  # it is called as its action is
    ),
    EVIDENCE: Table("plans_evidenceitem", action="t.action_id", gone="t.withdrawn_at IS NOT NULL"),
    PARTNER: Table("plans_partner", gone="t.withdrawn_at IS NOT NULL"),
    CONTRIBUTION: Table("plans_contribution", action="t.action_id", gone="t.withdrawn_at IS NOT NULL"),
    CRITERION: Table("plans_exitcriterion", gone="t.withdrawn_at IS NOT NULL"),
    DECISION: Table("plans_gatedecision"),
    COMMENT: Table("plans_comment", only="t.withdrawn_at IS NULL"),  # what was taken back is read in the history
}


def columns_of(kind: SearchKind, reader: Capacity) -> list[str]:
    return [one.column for one in COLUMNS if one.kind == kind and reader in one.readers]


def kinds_for(reader: Capacity) -> Iterable[SearchKind]:
    """What this reader can find at all."""
    return [kind for kind in SearchKind if columns_of(kind, reader)]
