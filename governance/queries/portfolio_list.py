"""What a commissioner sees over all the plans that are shared with them right now, in two queries.

Both are SQL under the commissioner's database role: its row policies show rows of shared plans only. Every shared plan
is looked at for its order, by what is in trouble, which is little; the rest is counted for the plans of one page, from
indexes that hold what is counted.
"""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from plans import rules
from plans.enums import ActionState, ExtensionState, Stage
from plans.models.plan import reference
from recovery.tenancy import context

STAGES = list(Stage)
DONE = [ActionState.COMPLETE.value, ActionState.VERIFIED.value]

# A flag is answered while a promise stands: one whose day has passed is no answer (`governance.rules.standing`).
# Unanswered flags first, then whatever is late for longest, then other open flags, then the newest.
INDEX = """
WITH late AS (
    SELECT plan_id, min(due_on) AS since FROM plans_milestone
    WHERE done_at IS NULL AND withdrawn_at IS NULL AND due_on < %(today)s GROUP BY plan_id
), flags AS (
    SELECT f.plan_id, count(*) AS open, count(*) FILTER (WHERE k.flag_id IS NULL) AS unanswered, min(f.since) AS oldest
    FROM governance_redflag f
    LEFT JOIN (SELECT flag_id, max(acknowledged_at) AS last FROM governance_acknowledgement
               WHERE promised_on >= %(today)s GROUP BY flag_id) k
        ON k.flag_id = f.id AND k.last >= f.opened_at
    WHERE f.closed_at IS NULL GROUP BY f.plan_id
)
SELECT p.id::text, p.org_id::text, o.name, s.name, p.number, p.title, p.state, late.since,
       coalesce(flags.open, 0), coalesce(flags.unanswered, 0), flags.oldest
FROM plans_plan p
JOIN tenancy_organisation o ON o.id = p.org_id
JOIN tenancy_service s ON s.id = p.service_id
LEFT JOIN late ON late.plan_id = p.id AND p.state = ANY (%(running)s)
LEFT JOIN flags ON flags.plan_id = p.id
ORDER BY coalesce(flags.unanswered, 0) > 0 DESC, late.since NULLS LAST, flags.oldest NULLS LAST, p.activated_at DESC
"""

# Only actions that still go have open milestones: completing and withdrawing close them. Slips are those of
# `plans.rules.slips`: open and late, done or withdrawn late, or ended by an extension that came late.
COUNTS = """
WITH actions AS (
    SELECT plan_id, count(*) FILTER (WHERE state <> %(withdrawn)s) AS actions,
           count(*) FILTER (WHERE state = ANY (%(done)s)) AS complete,
           count(*) FILTER (WHERE state = %(verified)s) AS verified,
           min(array_position(%(stages)s, stage::text))
               FILTER (WHERE state <> ALL (%(done)s) AND state <> %(withdrawn)s) AS first_open
    FROM plans_action WHERE plan_id = ANY (%(plans)s::uuid[]) GROUP BY plan_id
), milestones AS (
    SELECT plan_id, count(*) FILTER (WHERE is_completion AND withdrawn_at IS NULL AND due_on <= %(today)s) AS due,
           count(DISTINCT action_id)
               FILTER (WHERE done_at IS NULL AND withdrawn_at IS NULL AND due_on < %(today)s) AS overdue,
           count(*) FILTER (WHERE CASE WHEN done_at IS NULL AND withdrawn_at IS NULL THEN due_on < %(today)s
               ELSE (coalesce(done_at, withdrawn_at) AT TIME ZONE 'Europe/London')::date > due_on END) AS slips
    FROM plans_milestone
    WHERE plan_id = ANY (%(plans)s::uuid[]) AND (due_on <= %(today)s OR done_at IS NOT NULL) GROUP BY plan_id
), moved_late AS (
    SELECT plan_id, count(*) AS slips FROM plans_extension
    WHERE plan_id = ANY (%(plans)s::uuid[]) AND state = %(approved)s
    AND (decided_at AT TIME ZONE 'Europe/London')::date > old_due_on GROUP BY plan_id
)
SELECT wanted.id, a.first_open, coalesce(a.actions, 0), coalesce(m.due, 0), coalesce(a.complete, 0),
       coalesce(a.verified, 0), coalesce(m.overdue, 0), coalesce(m.slips, 0) + coalesce(x.slips, 0)
FROM unnest(%(plans)s) AS wanted (id)
LEFT JOIN actions a ON a.plan_id = wanted.id::uuid
LEFT JOIN milestones m ON m.plan_id = wanted.id::uuid
LEFT JOIN moved_late x ON x.plan_id = wanted.id::uuid
"""


class Entry(NamedTuple):
    """One plan of the portfolio, with what decides its order. Flags are those open now."""

    id: str
    provider_id: str
    provider: str
    service: str
    number: int
    title: str
    state: str
    late_since: datetime.date | None
    flags: int
    unanswered: int
    oldest_flag: datetime.date | None

    @property
    def needs_attention(self) -> bool:
        return self.late_since is not None or self.flags > 0

    @property
    def reference(self) -> str:
        return reference(self.number)


@dataclass(frozen=True)
class Row:
    """One plan as the portfolio shows it. `stage`: the first with an action that still goes."""

    plan: Entry
    stage: Stage | None
    actions: int
    due: int
    complete: int
    verified: int
    overdue: int
    slips: int


def index(today: datetime.date) -> list[Entry]:
    """Every shared plan, worst first."""
    given = {"today": today, "running": [state.value for state in rules.RUNNING]}
    return list(map(Entry._make, _read(INDEX, given)))


def rows(entries: list[Entry], today: datetime.date) -> list[Row]:
    """What is shown of these plans, in their order."""
    given = {
        "plans": [one.id for one in entries],
        "today": today,
        "stages": [stage.value for stage in STAGES],
        "done": DONE,
        "verified": ActionState.VERIFIED.value,
        "withdrawn": ActionState.WITHDRAWN.value,
        "approved": ExtensionState.APPROVED.value,
    }
    counted = {plan: counts for plan, *counts in _read(COUNTS, given)} if entries else {}
    return [_row(one, *counted[one.id]) for one in entries]


def _row(plan: Entry, first_open: int | None, *counts: int) -> Row:
    return Row(plan, STAGES[first_open - 1] if first_open else None, *counts)


def providers(entries: Iterable[Entry]) -> list[tuple[str, str, int]]:
    """(id, name, plans) of each provider in the portfolio, by name."""
    count = Counter((one.provider, one.provider_id) for one in entries)
    return [(key, name, many) for (name, key), many in sorted(count.items(), key=lambda item: item[0][0])]


def _read(statement: str, given: dict) -> list[tuple]:
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()
