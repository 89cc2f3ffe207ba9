"""Everything that is recorded about one plan, as the auditor reads it and the evidence pack carries it.

One query a table, however large the plan; what the reader may not see is not there, by row-level security.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from governance.models import Acknowledgement, Escalation, Notice, RedFlag
from plans import queries
from plans.models import (
    Action,
    ActionCause,
    AuditGrant,
    CauseProblem,
    Contribution,
    ControlReview,
    EvidenceItem,
    ExitCriterion,
    Extension,
    GateDecision,
    Milestone,
    Partner,
    Plan,
    PlanShare,
    Problem,
    ProtectedTime,
    RootCause,
    StoredFile,
    SustainingReview,
    Why,
)
from recovery.history.models import Event
from recovery.tenancy.models import Membership, Organisation, Service

NOT_HISTORY_OF_THE_PLAN = ("governance_document", "governance_download", "plans_filedownload")
"""Who asked for and fetched documents and files: the plan did not change by it."""


@dataclass
class Record:
    on: date
    """The day that it is read for."""
    plan: Plan
    provider: Organisation
    service: Service
    problems: list[Problem]
    causes: list[RootCause]
    actions: list[Action]
    milestones: list[Milestone]
    extensions: list[Extension]
    reviews: list[ControlReview]
    evidence: list[EvidenceItem]
    files: list[StoredFile]
    whys: list[Why]
    cause_problems: list[CauseProblem]
    action_causes: list[ActionCause]
    protected_times: list[ProtectedTime]
    partners: list[Partner]
    contributions: list[Contribution]
    criteria: list[ExitCriterion]
    gate_decisions: list[GateDecision]
    sustaining_reviews: list[SustainingReview]
    flags: list[RedFlag]
    acknowledgements: list[Acknowledgement]
    escalations: list[Escalation]
    notices: list[Notice]
    shares: list[PlanShare]
    grants: list[AuditGrant]
    events: list[Event]
    people: dict[UUID, Membership]
    organisations: dict[UUID, Organisation]
    rows: list[queries.ActionRow]

    def person(self, membership_id: UUID | None) -> str:
        """Name and job title; of somebody unknown here, that."""
        if membership_id is None:
            return ""
        found = self.people.get(membership_id)
        return found.name_and_title if found else "a person not listed here"

    def by(self, rows, attribute: str) -> dict[UUID, list]:
        found = defaultdict(list)
        for row in rows:
            found[getattr(row, attribute)].append(row)
        return found


def record_of(plan: Plan, *, on: date, until: datetime | None = None, history: bool = True) -> Record:
    """The whole record of a plan on a day. `until` bounds the history; without `history` it is left out."""
    parts = {
        "problems": Problem.objects.order_by("position", "created_at", "id"),
        "causes": RootCause.objects.order_by("position", "created_at", "id"),
        "actions": Action.objects.order_by("number", "id"),
        "milestones": Milestone.objects.order_by("original_due_on", "created_at", "id"),
        "extensions": Extension.objects.order_by("asked_at", "id"),
        "reviews": ControlReview.objects.order_by("decided_at", "id"),
        "evidence": EvidenceItem.objects.order_by("occurred_on", "created_at", "id"),
        "files": StoredFile.objects.order_by("uploaded_at", "id"),
        "whys": Why.objects.order_by("root_cause_id", "position", "created_at", "id"),
        "cause_problems": CauseProblem.objects.order_by("root_cause_id", "problem_id"),
        "action_causes": ActionCause.objects.order_by("action_id", "root_cause_id"),
        "protected_times": ProtectedTime.objects.order_by("created_at", "id"),
        "partners": Partner.objects.order_by("organisation", "created_at", "id"),
        "contributions": Contribution.objects.order_by("created_at", "id"),
        "criteria": ExitCriterion.objects.order_by("position", "created_at", "id"),
        "gate_decisions": GateDecision.objects.order_by("decided_at", "id"),
        "sustaining_reviews": SustainingReview.objects.order_by("due_on", "id"),
        "flags": RedFlag.objects.order_by("opened_at", "id"),
        "acknowledgements": Acknowledgement.objects.order_by("acknowledged_at", "id"),
        "escalations": Escalation.objects.order_by("raised_at", "rung", "id"),
        # The words of each email stay in the product: they repeat what is said here, and hold addresses.
        "notices": Notice.objects.defer("text", "html", "to_address").order_by("created_at", "rung", "recipient_id"),
        "shares": PlanShare.objects.select_related("commissioner").order_by("starts_on", "created_at", "id"),
        "grants": AuditGrant.objects.order_by("starts_on", "created_at", "id"),
    }
    found = {name: list(rows.filter(plan=plan)) for name, rows in parts.items()}
    events = Event.objects.filter(root_id=plan.pk).exclude(table__in=NOT_HISTORY_OF_THE_PLAN).order_by("id")
    if until is not None:
        events = events.filter(recorded_at__lte=until)
    return Record(
        on=on,
        plan=plan,
        provider=Organisation.objects.get(pk=plan.org_id),
        service=Service.objects.get(pk=plan.service_id),
        events=list(events) if history else [],
        people={one.pk: one for one in Membership.objects.filter(pk__in=_named(plan, *found.values()))},
        organisations={share.commissioner_id: share.commissioner for share in found["shares"]},
        rows=queries.action_rows(plan, at=on),
        **found,
    )


def _named(plan: Plan, *lists: list) -> set[UUID]:
    """The people whom these rows name, and nobody else of the organisation."""
    rows = [plan, *(row for rows in lists for row in rows)]
    return {
        identity
        for row in rows
        for each in row._meta.concrete_fields
        if each.related_model is Membership and (identity := getattr(row, each.attname))
    }
