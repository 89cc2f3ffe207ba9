"""How much had happened to a thing when somebody opened a page about it.

Whoever approves, verifies or decides does so about what they have read. Their page carries this number, and the verb
compares it when its turn has come. It counts entries of the history, so that nothing can change and leave it as it was.
"""

from plans.models import Action, Extension, Plan
from plans.queries import history as happened
from recovery.history import queries as history

PARTS = [
    f"plans_{part}"
    for part in (
        "plan problem evidenceitem rootcause why causeproblem action actioncause milestone extension controlreview"
        " protectedtime exitcriterion gatedecision sustainingreview"
        " partner contribution"
    ).split()
]
"""What a plan says. Whom it is shared with, and what is noticed about it, is not what is approved."""


def of_plan(plan: Plan) -> int:
    return history.of_root(plan.pk, tables=PARTS).count()


def of_action(action: Action) -> int:
    """With its milestones and their extensions, its evidence and its links to root causes."""
    return happened.of_action(action.plan_id, action.pk).count()


def of_extension(extension: Extension) -> int:
    """With the milestone that it would move."""
    ids = [str(extension.pk), str(extension.milestone_id)]
    return history.of_root(extension.plan_id).filter(row_id__in=ids).count()
