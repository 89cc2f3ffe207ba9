"""Kinds of red flag, the ladder they climb, and the states of what we send and build."""

from django.db.models import TextChoices

from plans.enums import Stage
from recovery.tenancy.enums import Role


class FlagKind(TextChoices):
    MILESTONE_SLIPPED = "milestone_slipped", "Milestone slipped"
    FORECAST_SLIP = "forecast_slip", "Forecast to slip"
    CONTROL_PAST_REVIEW = "control_past_review", "Control past its review"


class NoticeState(TextChoices):
    PENDING = "pending", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    UNCERTAIN = "uncertain", "Delivery uncertain"
    REFUSED = "refused", "Refused by the mail server"


LADDER = {
    # rung: (who is told, days after the flag opened: immediate controls, other stages)
    1: ("owner", 0, 0),
    2: (Role.GOVERNANCE_LEAD, 1, 5),
}
"""The default ladder. Rung 1 is the owner, and with them the action's escalation contact is told; from rung 2 on
everybody who holds the role."""

PROMISE_WORKING_DAYS = {True: 2, False: 10}
"""How long an acknowledgement may pause the ladder, in working days: immediate control, or not."""


def ladder_days(rung: int, stage: str) -> int:
    _, immediate, other = LADDER[rung]
    return immediate if stage == Stage.IMMEDIATE else other


class DocumentKind(TextChoices):
    PROGRESS_REPORT = "progress_report", "Progress report"
    EVIDENCE_PACK = "evidence_pack", "Evidence pack"


class DocumentState(TextChoices):
    QUEUED = "queued", "Waiting to be built"
    BUILDING = "building", "Being built"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"
