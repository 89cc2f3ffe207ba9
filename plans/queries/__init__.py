"""Named reads of plans. Everything runs inside a tenant.

What most of the app reads stands here by name; pages with reads of their own (`plan_list`, `overview`, `seen`,
`sharing`) import their module.
"""

from plans.queries.actions import (
    PERSON,
    ActionRow,
    action_row,
    action_rows,
    due_on,
    extensions_of,
    flagged,
    flagged_of,
    outputs_open,
    outputs_until,
)
from plans.queries.authorship import wrote
from plans.queries.controls import Reopened, in_place_of, reopenings, reviews_of
from plans.queries.evidence import evidence_kinds, evidence_of, is_replaced, kinds_without
from plans.queries.people import colleagues, owners, staff
from plans.queries.writing import actions_in_order, facts, plans_to_copy, problems_served, written

__all__ = [
    "PERSON",
    "ActionRow",
    "Reopened",
    "action_row",
    "action_rows",
    "actions_in_order",
    "colleagues",
    "due_on",
    "evidence_kinds",
    "evidence_of",
    "extensions_of",
    "facts",
    "flagged",
    "flagged_of",
    "in_place_of",
    "is_replaced",
    "kinds_without",
    "outputs_open",
    "outputs_until",
    "owners",
    "plans_to_copy",
    "problems_served",
    "reopenings",
    "reviews_of",
    "staff",
    "written",
    "wrote",
]
