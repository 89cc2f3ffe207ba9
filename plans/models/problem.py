from django.db import models
from django.db.models import F, Q

from plans.enums import CauseMethod, EvidenceKind, Theme
from plans.models.base import PlanPart, held_texts, in_plan, person, together


class Problem(PlanPart):
    """What broke down, stated so that an outsider can tell whether it still happens.

    `title` is all that leaves the provider: it holds no personal data. The rest may.
    """

    position = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(max_length=150)
    statement = models.TextField(blank=True)
    found_on = models.DateField(null=True, blank=True)
    people_affected = models.TextField(blank=True)
    others_at_risk = models.TextField(blank=True)
    monitoring = models.TextField(blank=True)
    held = held_texts()

    class Meta(PlanPart.Meta):
        ordering = ["position", "created_at"]
        constraints = [in_plan("problem")]

    def __str__(self) -> str:
        return self.title


class StoredFile(PlanPart):
    """A file as it was received: its fingerprint, and where the bytes are. Never changed, never overwritten."""

    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=120, unique=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = person(null=False, blank=False)

    class Meta(PlanPart.Meta):
        constraints = [
            in_plan("storedfile"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="storedfile_sha256"),
            models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class EvidenceItem(PlanPart):
    """One piece of evidence: that a problem exists, or that an action is done. Exactly one of the two."""

    problem = models.ForeignKey(
        Problem, models.CASCADE, null=True, related_name="evidence", db_constraint=False, editable=False
    )
    action = models.ForeignKey(
        "plans.Action",
        models.CASCADE,
        null=True,
        related_name="evidence",
        db_constraint=False,
        editable=False,
    )
    kind = models.CharField(max_length=24, choices=EvidenceKind.choices)
    occurred_on = models.DateField()
    reference = models.CharField(max_length=150)
    summary = models.TextField(blank=True)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_constraint=False, editable=False
    )
    owner = person()
    """Who keeps it up to date."""
    expires_on = models.DateField(null=True, blank=True)
    replaces = models.ForeignKey(
        "plans.EvidenceItem", models.PROTECT, null=True, related_name="versions", db_constraint=False, editable=False
    )
    """The version before this one. It stays in the register."""
    added_by = person(null=False, blank=False, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["occurred_on", "created_at"]
        constraints = [
            in_plan("evidence"),
            models.CheckConstraint(
                condition=Q(problem__isnull=False, action__isnull=True) | Q(problem__isnull=True, action__isnull=False),
                name="evidence_of_one_thing",
            ),
            together("withdrawn_at", "withdrawn_by", name="evidence_withdrawn_by_somebody"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gt=F("occurred_on")),
                name="evidence_expires_after_its_date",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="evidence_replaces_another"
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=Q(withdrawn_at__isnull=True), name="evidence_replaced_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.reference}"


class RootCause(PlanPart):
    """A causal statement: *cause* led to *effect*, which increased the likelihood of *event*."""

    position = models.PositiveIntegerField(default=0, editable=False)
    cause = models.TextField()
    effect = models.TextField(blank=True)
    event = models.TextField(blank=True)
    theme = models.CharField(max_length=24, choices=Theme.choices, default=Theme.OTHER)
    method = models.CharField(max_length=12, choices=CauseMethod.choices, blank=True)
    preceding_cause = models.TextField(blank=True)
    duty_source = models.TextField(blank=True)
    problems = models.ManyToManyField(Problem, through="CauseProblem", related_name="root_causes")

    class Meta(PlanPart.Meta):
        ordering = ["position", "created_at"]
        constraints = [in_plan("rootcause")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        cause, effect, event = self.cause.strip(), self.effect.strip(), self.event.strip()
        cause = cause[:1].upper() + cause[1:]
        return (
            f"{cause.rstrip('.')} led to {effect.rstrip('.') or '…'}, "
            f"which increased the likelihood of {event.rstrip('.') + '.' if event else '…'}"
        )

    @property
    def chain(self) -> list["Why"]:
        """The whys that led to it, from the problem down."""
        return [why for why in self.whys.all() if why.withdrawn_at is None]


class Why(PlanPart):
    """One step of a chain of whys, from the problem's first “why?” down to the root cause.

    The steps are saved with their cause and share its version.
    """

    root_cause = models.ForeignKey(RootCause, models.CASCADE, related_name="whys", db_constraint=False, editable=False)
    position = models.PositiveIntegerField(editable=False)
    text = models.TextField()
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_by = person(editable=False)

    class Meta(PlanPart.Meta):
        ordering = ["position", "created_at"]
        constraints = [
            in_plan("why"),
            together("withdrawn_at", "withdrawn_by", name="why_withdrawn_by_somebody"),
        ]

    def __str__(self) -> str:
        return self.text


class CauseProblem(PlanPart):
    """This root cause explains this problem."""

    root_cause = models.ForeignKey(RootCause, models.CASCADE, related_name="problem_links", db_constraint=False)
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="cause_links", db_constraint=False)

    class Meta(PlanPart.Meta):
        constraints = [models.UniqueConstraint(fields=["root_cause", "problem"], name="cause_explains_problem_once")]
