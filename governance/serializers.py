"""Rows of a plan as machine-readable data: what the evidence pack embeds, and what an interface would answer.

Each serializer names its fields, so a new column leaves the building only when somebody adds it here. People are
ids; the list of people gives their names and job titles once. Times are UTC.
"""

from datetime import UTC

from django.db import models
from rest_framework import serializers

from governance.models import Acknowledgement, Escalation, Notice, RedFlag
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


class UTCTime(serializers.DateTimeField):
    def __init__(self, **options):
        super().__init__(default_timezone=UTC, **options)


class Row(serializers.ModelSerializer):
    """A row, read-only, by named fields."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {models.DateTimeField: UTCTime}

    def get_fields(self):
        fields = super().get_fields()
        for each in fields.values():
            each.read_only = True
        return fields


def row(model, fields: str, **declared) -> type[Row]:
    """The serializer of a model, with these fields in this order."""
    meta = type("Meta", (), {"model": model, "fields": fields.split()})
    return type(f"{model.__name__}Row", (Row,), {"Meta": meta, "__doc__": model.__doc__, **declared})


OrganisationRow = row(Organisation, "id name code")
ServiceRow = row(Service, "id name kind place")
PersonRow = row(Membership, "id name job_title")
PlanRow = row(
    Plan,
    "id reference number title summary service lead state breakdown_on starts_on created_at submitted_at submitted_by"
    " activated_at activated_by withdrawn_at withdrawn_by stage sustaining_at sustaining_by closed_at closed_by",
    reference=serializers.CharField(read_only=True),
)
ProblemRow = row(Problem, "id position title statement found_on people_affected others_at_risk monitoring created_at")
RootCauseRow = row(RootCause, "id position cause effect event theme method preceding_cause duty_source created_at")
WhyRow = row(Why, "id root_cause position text created_at withdrawn_at withdrawn_by")
CauseProblemRow = row(CauseProblem, "root_cause problem")
ActionRow = row(
    Action,
    "id reference number stage position title deliverable owner stand_in starts_on evidence_expected escalation_contact"
    " action_type strength hours_a_week people_affected review_on step_down_criterion state started_at completed_at"
    " completed_by completion_note verified_at verified_by withdrawn_at withdrawn_by stood_down_at stood_down_by"
    " created_at",
    reference=serializers.CharField(read_only=True),
    strength=serializers.CharField(read_only=True, allow_null=True),
)
ActionCauseRow = row(ActionCause, "action root_cause")
ProtectedTimeRow = row(ProtectedTime, "id action person hours_a_week starts_on ends_on purpose created_at")
PartnerRow = row(Partner, "id organisation role contact created_at withdrawn_at withdrawn_by")
ContributionRow = row(Contribution, "id action partner contribution due_on created_at withdrawn_at withdrawn_by")
ExitCriterionRow = row(ExitCriterion, "id gate position kind statement settings created_at withdrawn_at withdrawn_by")
GateDecisionRow = row(GateDecision, "id gate outcome reason snapshot sha256 decided_at decided_by")
SustainingReviewRow = row(
    SustainingReview, "id months due_on outcome looked_at finding held_at held_by dropped_at created_at"
)
MilestoneRow = row(
    Milestone,
    "id action is_completion name original_due_on due_on forecast_on committed_at done_at done_by withdrawn_at"
    " withdrawn_by created_at",
)
ExtensionRow = row(
    Extension,
    "id milestone old_due_on new_due_on reason interim_control state asked_at asked_by decided_at decided_by"
    " decision_reason",
)
ReviewRow = row(ControlReview, "id action due_on decision reason next_review_on replaced_by decided_at decided_by")
EvidenceRow = row(
    EvidenceItem,
    "id problem action kind occurred_on reference summary file owner expires_on replaces added_by created_at"
    " withdrawn_at withdrawn_by",
)
FileRow = row(StoredFile, "id name content_type size sha256 uploaded_at uploaded_by")
FlagRow = row(RedFlag, "id kind milestone due_on since episode first_rung opened_at closed_at")
AcknowledgementRow = row(Acknowledgement, "id flag acknowledged_at acknowledged_by promise promised_on")
EscalationRow = row(Escalation, "id flag episode rung raised_at told")
NoticeRow = row(Notice, "id flag episode rung recipient message_id state created_at sent_at repeated_at subject detail")
ShareRow = row(PlanShare, "id commissioner starts_on ends_on shared_by created_at revoked_at revoked_by")
GrantRow = row(AuditGrant, "id auditor starts_on ends_on granted_by created_at revoked_at revoked_by")

NOT_CARRIED = {"governance_notice": {"text", "html", "to_address", "lease_until"}}
"""Columns of a row's history that stay behind: the words and the address of an email."""


class EventRow(Row):
    """One change: `before` of an update holds only what changed, `after` the whole row."""

    before = serializers.SerializerMethodField()
    after = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = [
            "id",
            "tx",
            "recorded_at",
            "at",
            "table",
            "row_id",
            "operation",
            "before",
            "after",
            "actor_id",
            "actor_label",
            "reason",
        ]

    def get_before(self, event):
        return self._carried(event, event.before)

    def get_after(self, event):
        return self._carried(event, event.after)

    @staticmethod
    def _carried(event, state: dict | None) -> dict | None:
        left = NOT_CARRIED.get(event.table)
        return {key: value for key, value in state.items() if key not in left} if left and state else state


class RecordData(serializers.Serializer):
    """Everything recorded about one plan: `governance.queries.record.Record`."""

    provider = OrganisationRow()
    service = ServiceRow()
    plan = PlanRow()
    people = serializers.SerializerMethodField()
    organisations = serializers.SerializerMethodField()
    problems = ProblemRow(many=True)
    root_causes = RootCauseRow(many=True, source="causes")
    whys = WhyRow(many=True)
    cause_problems = CauseProblemRow(many=True)
    actions = ActionRow(many=True)
    action_causes = ActionCauseRow(many=True)
    protected_times = ProtectedTimeRow(many=True)
    milestones = MilestoneRow(many=True)
    extensions = ExtensionRow(many=True)
    reviews = ReviewRow(many=True)
    partners = PartnerRow(many=True)
    contributions = ContributionRow(many=True)
    exit_criteria = ExitCriterionRow(many=True, source="criteria")
    gate_decisions = GateDecisionRow(many=True)
    sustaining_reviews = SustainingReviewRow(many=True)
    evidence = EvidenceRow(many=True)
    files = FileRow(many=True)
    flags = FlagRow(many=True)
    acknowledgements = AcknowledgementRow(many=True)
    escalations = EscalationRow(many=True)
    notices = NoticeRow(many=True)
    shares = ShareRow(many=True)
    audit_grants = GrantRow(many=True, source="grants")
    history = EventRow(many=True, source="events")

    def get_people(self, record) -> list[dict]:
        return PersonRow(_by_name(record.people), many=True).data

    def get_organisations(self, record) -> list[dict]:
        return OrganisationRow(_by_name(record.organisations), many=True).data


def _by_name(found: dict) -> list:
    return sorted(found.values(), key=lambda one: (one.name, str(one.pk)))
