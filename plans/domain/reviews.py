"""The review of an immediate control: on its date somebody decides to keep it, step it down or replace it (A6).

What was decided is kept with who and why, and the control never lapses silently: kept, it has a next review within 28
days; stepped down or replaced, it *stands down*.
"""

from django.db.models import F

from plans import rules
from plans.domain.current import part_now
from plans.enums import ReviewDecision
from plans.models import Action, ControlReview
from plans.queries import seen as seen_queries
from recovery import dates
from recovery.verbs import verb


@verb
def keep(*, action, review_on, reason, by, at, seen=None) -> ControlReview:
    """It is still needed, and is looked at again on `review_on`."""
    action = _reviewed(action, reason, seen)
    rules.may_review_next_on(review_on, today=dates.day_of(at))
    return _decide(action, ReviewDecision.KEEP, reason, by=by, at=at, review_on=review_on)


@verb
def step_down(*, action, reason, by, at, seen=None) -> ControlReview:
    """Its criterion is met, and `reason` says how."""
    action = _reviewed(action, reason, seen)
    rules.may_stand_down(action, action.plan)
    return _decide(action, ReviewDecision.STEP_DOWN, reason, by=by, at=at)


@verb
def replace(*, action, replaced_by, reason, by, at, seen=None) -> ControlReview:
    """Another action, which runs already, keeps people safe in its place."""
    action = _reviewed(action, reason, seen)
    replaced_by = Action.objects.filter(plan=action.plan, pk=replaced_by.pk).first()
    rules.may_replace(action, action.plan, replaced_by)
    return _decide(action, ReviewDecision.REPLACE, reason, by=by, at=at, replaced_by=replaced_by)


def _reviewed(action: Action, reason: str, seen: int | None) -> Action:
    action = part_now(action)
    rules.must_say_why(reason)
    rules.may_review(action, action.plan)
    rules.must_have_read("control", "decide about", seen=seen, now=seen_queries.of_action(action))
    return action


def _decide(action: Action, decision: ReviewDecision, reason: str, *, by, at, review_on=None, replaced_by=None):
    review = ControlReview.objects.create(
        org_id=action.org_id,
        plan_id=action.plan_id,
        action=action,
        due_on=action.review_on,
        decision=decision,
        reason=reason,
        next_review_on=review_on,
        replaced_by=replaced_by,
        decided_at=at,
        decided_by=by.membership,
        created_at=at,
    )
    stood_down = {} if review_on else {"stood_down_at": at, "stood_down_by": by.membership}
    Action.objects.filter(pk=action.pk).update(review_on=review_on, version=F("version") + 1, **stood_down)
    return review
