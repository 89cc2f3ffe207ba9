"""The open red flags of one plan, as its overview shows them. Two queries at most, however many flags."""

from collections.abc import Iterable

from django.db.models import Max, Prefetch

from governance.models import Acknowledgement, RedFlag
from plans.models import Plan
from plans.queries import ActionRow


def open_flags(plan: Plan, rows: Iterable[ActionRow]) -> list[RedFlag]:
    """The longest true first, each with its answers (oldest first) and the highest rung it has reached.

    What they are about is in `rows` already, so nothing of it is read again.
    """
    answers = Acknowledgement.objects.order_by("acknowledged_at")
    flags = list(
        RedFlag.objects.filter(plan=plan, closed_at=None)
        .annotate(rung=Max("escalations__rung"))
        .prefetch_related(Prefetch("acknowledgements", answers, to_attr="answers"))
        .order_by("since", "opened_at", "id")
    )
    about = {one.pk: one for row in rows for one in row.milestones}
    for flag in flags:
        flag.plan, flag.milestone = plan, about[flag.milestone_id]
    return flags
