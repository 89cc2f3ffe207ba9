"""Starting a plan and changing what it says of itself."""

from django.db import connection
from django.db.models import Max

from plans import rules
from plans.domain.current import plan_now
from plans.domain.guard import Guard
from plans.models import Plan
from recovery.tenancy import context
from recovery.tenancy.versions import change_if_current
from recovery.verbs import verb


@verb
def create(
    *, service, title, by, at, summary="", breakdown_on=None, starts_on=None, lead=None, copied_from=None, reason=""
) -> Plan:
    """A draft, numbered in its organisation. Whoever starts it leads it unless somebody else is named."""
    org_id = context.required().org_id
    with connection.cursor() as cursor:
        # Two people starting plans at once get two numbers.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [f"plan number {org_id}"])
    last = Plan.objects.aggregate(last=Max("number"))["last"] or 0
    return Plan.objects.create(
        org_id=org_id,
        number=last + 1,
        service=service,
        title=title,
        summary=summary,
        breakdown_on=breakdown_on,
        starts_on=starts_on,
        lead=lead or by.membership,
        copied_from=copied_from,
        created_at=at,
        held=Guard(None, at).held(Plan, {"title": title, "summary": summary}),
    )


@verb
def change(*, plan, version, by, at, reason="", **fields) -> Plan:
    plan = plan_now(plan)
    rules.may_edit(plan)
    return change_if_current(plan, version, **fields, held=Guard(plan, at).held(Plan, fields, plan))
