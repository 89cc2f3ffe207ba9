"""The reviews of a plan's sustaining year that wait now, as its overview says so."""

import datetime
from collections.abc import Iterable

from plans import rules
from plans.models import SustainingReview
from plans.panels import Step
from plans.presenters.gates import REVIEW_SOON
from plans.presenters.nav import address
from plans.presenters.steps import Waiting, who_can
from recovery import dates
from recovery.tenancy.permissions import may


def reviews(booked: Iterable[SustainingReview], plan, *, workspace, today: datetime.date) -> list[Waiting]:
    """From four weeks before their day, until somebody holds them."""
    return [_review(one, plan, workspace, today) for one in booked if one.due_on <= today + REVIEW_SOON]


def _review(one: SustainingReview, plan, workspace, today: datetime.date) -> Waiting:
    where = f"{address('plan_gates', plan.pk)}#reviews"
    what = f"The review after {one.months} months"
    since = f"Due {dates.uk_date(one.due_on)}, {dates.relative(one.due_on, at=today)}"
    if may(workspace, "gate.decide"):
        refused = rules.explain(rules.may_hold_review, one, plan, by=workspace.actor, today=today)
    else:
        refused = who_can("gate.decide")
    if refused:
        return Waiting(what, since, "Hold it", "", refused, None, where)
    url, rank = address("sustaining_hold", one.pk), 1 if one.due_on < today else 12
    step = Step(rank, f"See whether it still holds, {one.months} months on", f"{since}.", "Hold the review", url)
    return Waiting(what, since, "Hold it", url, "", step, where)
