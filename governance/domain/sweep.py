"""The sweep: what is true now is flagged, what is over is closed, and what nobody has answered climbs the ladder.

A milestone slips when it is not done by the end of its current due date, or when its forecast is later. Due
today is not late. An immediate control that runs is past its review from the day after its review date, and at once
if it has none. The sweep looks at facts alone and remembers nothing, so a missed run, a lost broker or a restart can
delay a flag and never lose one; running twice changes nothing.

Every statement works on all organisations at once, and every row it writes takes its organisation and plan from the
row it is about. It is given the London day: the database's own date is yesterday until one in the morning in summer.
"""

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.db import connection

from governance.enums import LADDER
from plans.enums import PlanState, Stage
from recovery import dates
from recovery.tenancy.enums import Role
from recovery.verbs import verb

LOCK = 4_201_977
"""Two sweeps at once would do the same work twice; the second leaves."""


@dataclass(frozen=True)
class Swept:
    raised: int
    closed: int
    rungs: int
    notices: int


# Safety does not wait for paperwork: immediate controls are watched while the plan is still a draft.
PLAN = "(p.state = ANY (%(running)s) OR p.state = ANY (%(drafting)s) AND a.stage = %(immediate)s)"
# A control stands from its start until it is withdrawn or stood down, complete and verified too. These are the words of
# the index `action_standing_by_review`, literal so that it is used; without a review date it comes first.
STANDS = "a.stage = 'immediate' AND a.state IN ('in_progress', 'complete', 'verified') AND a.stood_down_at IS NULL"
FIRST_REVIEW = "coalesce(a.review_on, '0001-01-01')"
# Where it has no review date, the day since which it has run without one.
BEGAN = "(coalesce(a.started_at, a.completed_at, a.created_at) AT TIME ZONE 'Europe/London')::date"
WORDS = {
    "WATCHED": f"m.done_at IS NULL AND m.withdrawn_at IS NULL AND a.withdrawn_at IS NULL AND {PLAN}",
    "UNREVIEWED": f"{STANDS} AND {FIRST_REVIEW} < %(today)s AND {PLAN}",
    "STANDS": STANDS,
    "FIRST_REVIEW": FIRST_REVIEW,
    "REVIEW_DUE": f"coalesce(a.review_on, {BEGAN})",
    "BEGAN": BEGAN,
}


def _said(statement: str) -> str:
    """A statement with its words put in. All of them are ours."""
    for word, meaning in WORDS.items():
        statement = statement.replace(word, meaning)
    return statement


# Most sweeps find nothing. Four looks at small indexes say so, before the statements below are even planned: each
# answer is true whenever the statement it stands for could have something to do.
ANYTHING = _said("""
SELECT pg_try_advisory_xact_lock(%(lock)s),
       (SELECT due_on FROM plans_milestone WHERE done_at IS NULL AND withdrawn_at IS NULL ORDER BY due_on LIMIT 1)
           < %(today)s,
       (SELECT true FROM plans_milestone WHERE done_at IS NULL AND withdrawn_at IS NULL AND forecast_on > due_on
        ORDER BY forecast_on LIMIT 1),
       (SELECT FIRST_REVIEW FROM plans_action a WHERE STANDS ORDER BY FIRST_REVIEW LIMIT 1) < %(today)s,
       (SELECT true FROM governance_redflag WHERE closed_at IS NULL ORDER BY opened_at LIMIT 1)
""")

# A control of a plan that has ended stands as it stood, and would seem unreviewed for ever.
UNREVIEWED = _said("""
SELECT EXISTS (SELECT FROM plans_action a JOIN plans_plan p ON p.id = a.plan_id WHERE UNREVIEWED)
""")

# A flag that closed and is true again is the same flag, raised anew: a new episode, which begins now, tells its people
# again and knows nothing of what was promised before. A slip that comes back is a second slip.
RAISE = _said("""
WITH varying AS (
    SELECT m.org_id, m.plan_id, m.id AS milestone_id, 'milestone_slipped' AS kind, m.due_on, m.due_on + 1 AS since
    FROM plans_milestone m JOIN plans_action a ON a.id = m.action_id JOIN plans_plan p ON p.id = m.plan_id
    WHERE m.due_on < %(today)s AND WATCHED
    UNION ALL
    SELECT m.org_id, m.plan_id, m.id, 'forecast_slip', m.due_on,
           coalesce((m.forecast_at AT TIME ZONE 'Europe/London')::date, %(today)s)
    FROM plans_milestone m JOIN plans_action a ON a.id = m.action_id JOIN plans_plan p ON p.id = m.plan_id
    WHERE m.forecast_on > m.due_on AND m.due_on >= %(today)s AND WATCHED
    UNION ALL
    SELECT m.org_id, m.plan_id, m.id, 'control_past_review', REVIEW_DUE,
           CASE WHEN a.review_on IS NULL THEN BEGAN ELSE greatest(a.review_on + 1, BEGAN) END
    FROM plans_action a JOIN plans_plan p ON p.id = a.plan_id
    JOIN plans_milestone m ON m.action_id = a.id AND m.is_completion
    WHERE UNREVIEWED
), raised AS (
    SELECT * FROM varying v WHERE NOT EXISTS (
        SELECT FROM governance_redflag f WHERE f.milestone_id = v.milestone_id AND f.kind = v.kind
        AND f.due_on = v.due_on AND f.closed_at IS NULL)
)
INSERT INTO governance_redflag (id, org_id, plan_id, milestone_id, kind, due_on, since, episode, first_rung,
                                opened_at, created_at, version)
SELECT gen_random_uuid(), org_id, plan_id, milestone_id, kind, due_on, since, 1,
       CASE WHEN v.kind = 'control_past_review' THEN 1
            WHEN EXISTS (SELECT FROM governance_redflag f WHERE f.milestone_id = v.milestone_id
                         AND f.kind = 'milestone_slipped' AND f.due_on <> v.due_on)
              OR EXISTS (SELECT FROM plans_extension x WHERE x.milestone_id = v.milestone_id AND x.state = 'approved'
                         AND (x.decided_at AT TIME ZONE 'Europe/London')::date > x.old_due_on)
            THEN least(2, %(top)s) ELSE 1 END,
       %(at)s, %(at)s, 1
FROM raised v
ON CONFLICT (milestone_id, kind, due_on) DO UPDATE
SET closed_at = NULL, episode = governance_redflag.episode + 1, opened_at = excluded.opened_at, since = excluded.since,
    first_rung = CASE WHEN excluded.kind = 'milestone_slipped' THEN least(2, %(top)s) ELSE excluded.first_rung END
WHERE governance_redflag.closed_at IS NOT NULL
""")

CLOSE = _said("""
UPDATE governance_redflag f SET closed_at = %(at)s
WHERE f.closed_at IS NULL AND NOT EXISTS (
    SELECT FROM plans_milestone m JOIN plans_action a ON a.id = m.action_id JOIN plans_plan p ON p.id = m.plan_id
    WHERE m.id = f.milestone_id
    AND CASE f.kind WHEN 'control_past_review' THEN REVIEW_DUE = f.due_on AND UNREVIEWED
        WHEN 'milestone_slipped' THEN m.due_on = f.due_on AND m.due_on < %(today)s AND WATCHED
        ELSE m.due_on = f.due_on AND m.forecast_on > m.due_on AND m.due_on >= %(today)s AND WATCHED END)
""")

# Rungs that are due, in this episode of the flag. Days are London days after it was raised, less the days a promise
# paused the ladder. A second slip starts one rung higher, and whoever stands below that rung is told with it. A promise
# whose day has passed with the flag still open was missed: the ladder goes on at once, one rung above where it stood
# when the promise was made.
# The action's escalation contact is told with its owner: the plan says that they are. They are not asked to answer, so
# they do not make the first rung held.
# Who holds a rung is found and counted in one pass over what is due: nothing is joined to itself, so that thousands of
# flags at once (a first import) take seconds. Where nobody holds it, the plan's lead and the admins are told instead.
CLIMB = """
WITH ladder (rung, immediate, other) AS (VALUES {ladder}),
climbing AS (
    SELECT f.id, f.org_id, f.plan_id, f.episode, f.first_rung, a.stage, a.owner_id, p.lead_id, k.resumed,
           a.escalation_contact_id AS contact_id,
           %(today)s - (f.opened_at AT TIME ZONE 'Europe/London')::date - coalesce(k.days, 0) AS elapsed
    FROM governance_redflag f
    JOIN plans_milestone m ON m.id = f.milestone_id
    JOIN plans_action a ON a.id = m.action_id
    JOIN plans_plan p ON p.id = f.plan_id
    LEFT JOIN LATERAL (
        SELECT bool_or(k.promised_on >= %(today)s) AS paused,
               sum(k.promised_on - (k.acknowledged_at AT TIME ZONE 'Europe/London')::date) AS days,
               max(1 + coalesce((SELECT max(e.rung) FROM governance_escalation e
                                 WHERE e.flag_id = f.id AND e.episode = f.episode
                                 AND e.raised_at <= k.acknowledged_at), f.first_rung)) AS resumed
        FROM governance_acknowledgement k
        WHERE k.flag_id = f.id AND k.acknowledged_at >= f.opened_at) k ON true
    WHERE f.closed_at IS NULL AND k.paused IS NOT TRUE
),
due AS (
    SELECT c.*, l.rung, e.id IS NULL AS fresh
    FROM climbing c CROSS JOIN ladder l JOIN ladder step ON step.rung = greatest(l.rung - c.first_rung + 1, 1)
    LEFT JOIN governance_escalation e ON e.flag_id = c.id AND e.episode = c.episode AND e.rung = l.rung
    WHERE (e.id IS NULL OR e.told = 0)
    AND (l.rung <= greatest(c.first_rung, coalesce(c.resumed, 0))
         OR c.elapsed >= CASE WHEN c.stage = %(immediate)s THEN step.immediate ELSE step.other END)
),
people AS (
    SELECT b.id, b.org_id, b.roles FROM tenancy_membership b JOIN tenancy_user u ON u.id = b.user_id
    WHERE b.org_id IN (SELECT org_id FROM due) AND u.is_active AND b.starts_on <= %(today)s
    AND (b.ends_on IS NULL OR b.ends_on >= %(today)s)
),
asked AS (
    SELECT d.*, coalesce(o.id, d.lead_id) AS first_asked_id FROM due d LEFT JOIN people o ON o.id = d.owner_id
),
holding AS MATERIALIZED (
    SELECT d.*, b.id AS recipient_id,
           CASE WHEN bool_or(d.rung > 1 OR b.id = d.first_asked_id) OVER (PARTITION BY d.id, d.rung)
                THEN count(b.id) OVER (PARTITION BY d.id, d.rung) ELSE 0 END AS holders
    FROM asked d LEFT JOIN people b ON b.org_id = d.org_id
        AND CASE WHEN d.rung = 1 THEN b.id IN (d.first_asked_id, d.contact_id) ELSE {holds} END
),
climbed AS (
    INSERT INTO governance_escalation (id, org_id, plan_id, flag_id, episode, rung, raised_at, told, created_at,
                                       version)
    SELECT gen_random_uuid(), org_id, plan_id, id, episode, rung, %(at)s, holders, %(at)s, 1
    FROM (SELECT DISTINCT org_id, plan_id, id, episode, rung, holders FROM holding WHERE fresh) reached
    ON CONFLICT (flag_id, episode, rung) DO NOTHING RETURNING 1
),
written AS (
    SELECT gen_random_uuid() AS id, t.* FROM (
        SELECT org_id, plan_id, id AS flag_id, episode, rung, recipient_id FROM holding WHERE recipient_id IS NOT NULL
        UNION
        SELECT d.org_id, d.plan_id, d.id, d.episode, d.rung, b.id FROM holding d
        JOIN people b ON b.org_id = d.org_id AND (b.id = d.lead_id OR %(admin)s = ANY (b.roles))
        WHERE d.holders = 0) t
),
told AS (
    INSERT INTO governance_notice (id, org_id, plan_id, flag_id, episode, rung, recipient_id, message_id, state,
                                   attempts, not_before, detail, to_address, subject, text, html, created_at, version)
    SELECT id, org_id, plan_id, flag_id, episode, rung, recipient_id, '<' || id || '@' || %(domain)s || '>', 'pending',
           0, %(at)s, '', '', '', '', '', %(at)s, 1
    FROM written
    ON CONFLICT (flag_id, episode, rung, recipient_id) DO NOTHING RETURNING 1
)
SELECT (SELECT count(*) FROM climbed), (SELECT count(*) FROM told)
"""


def _climb() -> str:
    """The ladder of `governance.enums` as SQL. Its numbers and roles are ours; nothing here comes from a user."""
    ladder = ", ".join(f"({rung}, {immediate}, {other})" for rung, (_, immediate, other) in LADDER.items())
    roles = " ".join(f"WHEN {rung} THEN '{Role(who).value}'" for rung, (who, _, _) in LADDER.items() if rung > 1)
    return CLIMB.format(ladder=ladder, holds=f"CASE d.rung {roles} END = ANY (b.roles)")


@verb
def sweep(*, by, at) -> Swept | None:
    """Look over every organisation once. None if another sweep is at it."""
    given = {
        "lock": LOCK,
        "at": at,
        "today": dates.day_of(at),
        "running": [PlanState.ACTIVE.value, PlanState.SUSTAINING.value],
        "drafting": [PlanState.DRAFT.value, PlanState.SUBMITTED.value],
        "immediate": Stage.IMMEDIATE.value,
        "admin": Role.ORG_ADMIN.value,
        "top": max(LADDER),
        "domain": parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2] or "localhost",
    }
    with connection.cursor() as cursor:
        cursor.execute(ANYTHING, given)
        alone, late, forecast_late, unreviewed, flagged = cursor.fetchone()
        if not alone:
            return None
        if unreviewed and not (late or forecast_late):
            cursor.execute(UNREVIEWED, given)
            (unreviewed,) = cursor.fetchone()
        raised = closed = rungs = notices = 0
        if late or forecast_late or unreviewed:
            cursor.execute(RAISE, given)
            raised = cursor.rowcount
        if flagged:
            cursor.execute(CLOSE, given)
            closed = cursor.rowcount
        if flagged or raised:
            cursor.execute(_climb(), given)
            rungs, notices = cursor.fetchone()
    return Swept(raised, closed, rungs, notices)
