"""Reads of who outside contributes to a plan."""

from plans import shared_texts
from plans.models import Action, Contribution, Partner, Plan


def partners_of(plan: Plan):
    """Also those who no longer take part."""
    return Partner.objects.filter(plan=plan)


def taking_part(plan: Plan):
    return Partner.objects.filter(plan=plan, withdrawn_at=None)


def contributions_to(action: Action):
    return Contribution.objects.filter(action=action).select_related("partner")


def told(plan: Plan) -> dict:
    """Action → what is contributed to it and by whom: only the columns that a commissioner may read."""
    named = {
        one.pk: one.organisation
        for one in shared_texts.as_shared(
            *Partner.objects.only("id", "org", "plan", "organisation", "held").filter(plan=plan, withdrawn_at=None)
        )
    }
    rows = Contribution.objects.only("id", "org", "plan", "action", "partner", "contribution", "due_on", "held")
    found: dict = {}
    for row in shared_texts.as_shared(*rows.filter(plan=plan, withdrawn_at=None)):
        found.setdefault(row.action_id, []).append((named.get(row.partner_id, ""), row.contribution))
    return found
