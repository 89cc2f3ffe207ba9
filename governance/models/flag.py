from django.db import models
from django.db.models import Q

from governance.enums import FlagKind, NoticeState
from plans.models.base import PlanPart, held_texts, in_plan, person


class RedFlag(PlanPart):
    """A variance that is or was true. About a kind, a milestone and its current due date; one flag for these.

    That an immediate control is past its review hangs on its completion milestone, with the day of the review as
    `due_on`; of a control that runs without a review date, the day it began, which is then `since` as well.

    `since` is the day the variance began, not when a sweep noticed it. It closes when the fact no longer holds.
    If it is true again later, the flag is raised again: a new *episode*, with its own times, rungs, notices and
    answers. The fields here are those of the latest; rungs and notices name theirs; the history knows the rest.
    """

    kind = models.CharField(max_length=24, choices=FlagKind.choices)
    milestone = models.ForeignKey("plans.Milestone", models.CASCADE, related_name="flags", db_constraint=False)
    due_on = models.DateField()
    since = models.DateField()
    episode = models.PositiveSmallIntegerField(default=1)
    first_rung = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(PlanPart.Meta):
        ordering = ["-opened_at", "id"]
        constraints = [
            in_plan("redflag"),
            # A new date makes a new flag; the same variance closed and true again is a new episode of this one.
            models.UniqueConstraint(fields=["milestone", "kind", "due_on"], name="redflag_once"),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(closed_at__isnull=True), name="redflag_open"),
            models.Index(
                fields=["plan"],
                include=["id", "opened_at", "since"],
                condition=Q(closed_at__isnull=True),
                name="redflag_open_in_plan",
            ),
            models.Index(fields=["plan", "-opened_at"], name="redflag_of_plan"),
        ]


class Acknowledgement(PlanPart):
    """Somebody answers a flag: what will be done, and by when. Pauses the ladder until that date.

    It answers the episode in which it was given: see `governance.queries.flags.answers`.
    """

    flag = models.ForeignKey(RedFlag, models.CASCADE, related_name="acknowledgements", db_constraint=False)
    acknowledged_at = models.DateTimeField()
    acknowledged_by = person(null=False, blank=False)
    promise = models.TextField()
    promised_on = models.DateField()
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["acknowledged_at"]
        constraints = [in_plan("acknowledgement")]


class Escalation(PlanPart):
    """A flag reached a rung of the ladder. `told` is how many people the rung had to tell: none is a gap to show."""

    flag = models.ForeignKey(RedFlag, models.CASCADE, related_name="escalations", db_constraint=False)
    episode = models.PositiveSmallIntegerField(default=1)
    rung = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    told = models.PositiveSmallIntegerField(default=0)

    class Meta(PlanPart.Meta):
        ordering = ["episode", "rung"]
        constraints = [
            in_plan("escalation"),
            models.UniqueConstraint(fields=["flag", "episode", "rung"], name="escalation_once_a_rung"),
        ]


class Notice(PlanPart):
    """The outbox: one email for one flag, each time it is raised, one rung and one recipient, for ever.

    Nothing is handed to a mail server twice, but for an *uncertain* one, which is repeated once, marked, with the
    same Message-ID.
    """

    flag = models.ForeignKey(RedFlag, models.CASCADE, related_name="notices", db_constraint=False)
    episode = models.PositiveSmallIntegerField(default=1)
    rung = models.PositiveSmallIntegerField()
    recipient = person(null=False, blank=False)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    repeated_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    detail = models.TextField(blank=True)
    to_address = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)

    class Meta(PlanPart.Meta):
        ordering = ["-created_at", "id"]
        constraints = [
            in_plan("notice"),
            models.UniqueConstraint(fields=["flag", "episode", "rung", "recipient"], name="notice_once"),
        ]
        indexes = [
            models.Index(
                fields=["not_before", "org", "id"],
                condition=Q(state__in=[NoticeState.PENDING, NoticeState.SENDING, NoticeState.UNCERTAIN]),
                name="notice_to_do_by_org",
            ),
            models.Index(fields=["plan", "-created_at"], name="notice_of_plan"),
        ]
