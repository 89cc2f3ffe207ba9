"""What waits for one person on the pages of the rail: counted for every page, so in one query over what is open."""

import datetime

from django.db import connection

from plans import rules
from plans.enums import ExtensionState, PlanState
from plans.models import Plan
from plans.queries import authorship
from recovery.tenancy import context
from recovery.tenancy.permissions import may

# A flag is answered while a promise stands that was given since it was raised (`governance.rules.standing`).
SILENT = """
(SELECT count(*) FROM governance_redflag f WHERE f.closed_at IS NULL AND NOT EXISTS (
    SELECT FROM governance_acknowledgement k
    WHERE k.flag_id = f.id AND k.acknowledged_at >= f.opened_at AND k.promised_on >= %(today)s))
"""
ASKED = """
(SELECT count(*) FROM plans_extension x JOIN plans_plan p ON p.id = x.plan_id
 WHERE x.state = %(asked)s AND x.asked_by_id <> %(me)s AND p.state = ANY (%(going)s))
"""
SENT = "ARRAY (SELECT id FROM plans_plan WHERE state = %(sent)s AND submitted_by_id <> %(me)s)"


def waiting(workspace, *, today: datetime.date) -> dict[str, int]:
    """URL name → how many red flags are without an answer, for whoever may answer; how many plans and dates wait for
    this person's decision. Without what nobody in this role may do, and without a query where that is everything."""
    answers, decides = may(workspace, "flag.acknowledge"), may(workspace, "extension.decide")
    approves = may(workspace, "plan.approve")
    if not (answers or decides or approves):
        return {}
    parts = (SILENT if answers else "0", ASKED if decides else "0", SENT if approves else "ARRAY[]::uuid[]")
    given = {
        "today": today,
        "me": workspace.membership.pk,
        "asked": ExtensionState.ASKED.value,
        "sent": PlanState.SUBMITTED.value,
        "going": [state.value for state in (*rules.RUNNING, *rules.WATCHED_IN_DRAFT)],
    }
    context.required()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        silent, asked, sent = cursor.fetchone()
    # Whoever wrote any of a plan does not approve it. The history is asked only while a plan waits for this person.
    written = authorship.written_among([Plan(pk=one) for one in sent], workspace.actor)
    return {"flag_list": silent, "plan_list": asked + len(sent) - len(written)}
