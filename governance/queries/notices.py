"""The log of notices: who was told what, when, and what became of it."""

from django.db.models import Count, Q, QuerySet

from governance.enums import NoticeState
from governance.models import Notice
from plans.models import Plan


def of_plan(plan: Plan, *, state: str = "") -> QuerySet[Notice]:
    """Newest first, with the text of each email as it was handed over."""
    found = Notice.objects.filter(plan=plan).select_related("recipient", "flag__milestone__action").defer("html")
    if state in NoticeState.values:
        found = found.filter(state=state)
    return found.order_by("-created_at", "rung", "recipient__name", "id")


def counts(plan: Plan) -> dict[str, int]:
    """How many notices there are in each state, and in all."""
    states = {state: Count("pk", filter=Q(state=state)) for state in NoticeState.values}
    return Notice.objects.filter(plan=plan).aggregate(total=Count("pk"), **states)
