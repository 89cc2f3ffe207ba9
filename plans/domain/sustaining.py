"""The sustaining year: what the reviews after 6 and 12 months find, and a plan that must begin again."""

from plans import rules
from plans.domain.current import part_now, plan_now
from plans.domain.moving import move
from plans.lifecycle import PLAN
from plans.models import Plan, SustainingReview
from plans.queries import seen as seen_queries
from recovery import dates
from recovery.verbs import verb


@verb
def hold(*, review, outcome, looked_at, finding, by, at) -> SustainingReview:
    """It holds or it does not; what was looked at, and what it showed. Written once."""
    review = part_now(review)
    rules.may_hold_review(review, review.plan, by=by, today=dates.day_of(at))
    rules.must_say_why(looked_at)
    rules.must_say_why(finding)
    SustainingReview.objects.filter(pk=review.pk).update(
        outcome=outcome, looked_at=looked_at, finding=finding, held_at=at, held_by=by.membership
    )
    return SustainingReview.objects.get(pk=review.pk)


@verb
def reopen(*, plan, stage, reason, by, at, seen: int | None = None) -> Plan:
    """The first fix has failed, and `reason` says why. The plan is active again, in the stage that is named."""
    plan = plan_now(plan)
    rules.must_say_why(reason)
    rules.may_reopen_plan(plan)
    rules.must_have_read("plan", "reopen", seen=seen, now=seen_queries.of_plan(plan))
    SustainingReview.objects.filter(plan=plan, held_at=None, dropped_at=None).update(dropped_at=at)
    return move(plan, PLAN, "reopen", stage=stage)
