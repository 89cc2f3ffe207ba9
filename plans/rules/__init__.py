"""Who may do what in which state, and what the facts amount to. Pure: no database, no clock.

A rule raises `Refused` with a sentence fit for the person who reads it; `explain` gives the same sentence to a disabled
button. Role permissions are elsewhere (`recovery.tenancy.permissions`): here is what the state of things allows.
"""

from plans.rules.action import (
    commits,
    may_add_evidence,
    may_change_action,
    may_change_action_state,
    may_change_stage,
    may_complete,
    may_progress,
    may_remove_action,
    may_stand_in,
    may_start,
    may_verify,
    may_withdraw_action,
    may_withdraw_evidence,
)
from plans.rules.derived import Slip, slips, stage_now, status
from plans.rules.milestone import (
    may_approve_extension,
    may_ask_extension,
    may_change_milestone,
    may_decide_extension,
    may_move_date,
    may_remove_milestone,
    may_report_on,
    may_withdraw_milestone,
)
from plans.rules.plan import (
    RUNNING,
    WATCHED_IN_DRAFT,
    may_approve,
    may_change_state,
    may_edit,
    may_keep_files,
    may_remove,
    may_share,
    may_submit,
)
from plans.rules.review import (
    may_move_review,
    may_replace,
    may_review,
    may_review_next_on,
    may_stand_down,
    stands,
)
from plans.rules.saying import explain, must_have_read, must_say_why

__all__ = [
    "RUNNING",
    "Slip",
    "WATCHED_IN_DRAFT",
    "commits",
    "explain",
    "may_add_evidence",
    "may_approve",
    "may_approve_extension",
    "may_ask_extension",
    "may_change_action",
    "may_change_action_state",
    "may_change_milestone",
    "may_change_stage",
    "may_change_state",
    "may_complete",
    "may_decide_extension",
    "may_edit",
    "may_keep_files",
    "may_move_date",
    "may_move_review",
    "may_progress",
    "may_remove",
    "may_remove_action",
    "may_remove_milestone",
    "may_replace",
    "may_report_on",
    "may_review",
    "may_review_next_on",
    "may_share",
    "may_stand_down",
    "may_stand_in",
    "may_start",
    "may_submit",
    "may_verify",
    "may_withdraw_action",
    "may_withdraw_evidence",
    "may_withdraw_milestone",
    "must_have_read",
    "must_say_why",
    "slips",
    "stage_now",
    "stands",
    "status",
]
