"""Choices of the plan. Its life is a table of its own: `plans.lifecycle`."""

from django.db.models import TextChoices


class PlanState(TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    ACTIVE = "active", "Active"
    SUSTAINING = "sustaining", "Sustaining"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Stage(TextChoices):
    IMMEDIATE = "immediate", "Immediate safety controls"
    STABILISATION = "stabilisation", "Stabilisation"
    IMPROVEMENT = "improvement", "Improvement"


AIMS = {
    Stage.IMMEDIATE: "Keep people safe while causes are put right.",
    Stage.STABILISATION: "Get the basics to happen every day without being chased.",
    Stage.IMPROVEMENT: "Remove what let it happen, so that a return would show.",
}
"""What a stage is for. An aim, never a claim."""


class ActionState(TextChoices):
    """The life of an action. Its status (off track, at risk…) is derived, never stored."""

    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in_progress", "In progress"
    COMPLETE = "complete", "Complete"
    VERIFIED = "verified", "Verified"
    WITHDRAWN = "withdrawn", "Withdrawn"


DONE = (ActionState.COMPLETE, ActionState.VERIFIED)
OVER = (*DONE, ActionState.WITHDRAWN)
"""Nobody has to do it any more."""


class ReviewDecision(TextChoices):
    """What may be decided about an immediate control on its review date."""

    KEEP = "keep", "Keep it"
    STEP_DOWN = "step_down", "Step it down"
    REPLACE = "replace", "Replace it"


class Status(TextChoices):
    """What a reader sees: words, shape and colour together. Derived from facts and the date."""

    OFF_TRACK = "off_track", "Off track"
    AT_RISK = "at_risk", "At risk"
    ON_TRACK = "on_track", "On track"
    COMPLETE = "complete", "Complete"
    VERIFIED = "verified", "Verified"
    NOT_STARTED = "not_started", "Not started"
    WITHDRAWN = "withdrawn", "Withdrawn"


class EvidenceKind(TextChoices):
    """What a problem is evidenced by, and what shows that an action is done."""

    INCIDENT = "incident", "Incident"
    COMPLAINT = "complaint", "Complaint"
    AUDIT_FINDING = "audit_finding", "Audit finding"
    SAFEGUARDING_OUTCOME = "safeguarding_outcome", "Safeguarding outcome"
    MISSED_REVIEW = "missed_review", "Missed review"
    PERSONAL_ACCOUNT = "personal_account", "Staff or family account"
    REGULATOR_FINDING = "regulator_finding", "Regulator finding"
    OBSERVATION = "observation", "Observation of practice"
    RECORD = "record", "Record or document"


PROBLEM_EVIDENCE = (
    EvidenceKind.INCIDENT,
    EvidenceKind.COMPLAINT,
    EvidenceKind.AUDIT_FINDING,
    EvidenceKind.SAFEGUARDING_OUTCOME,
    EvidenceKind.MISSED_REVIEW,
    EvidenceKind.PERSONAL_ACCOUNT,
    EvidenceKind.REGULATOR_FINDING,
)
COMPLETION_EVIDENCE = (
    EvidenceKind.OBSERVATION,
    EvidenceKind.RECORD,
    EvidenceKind.AUDIT_FINDING,
    EvidenceKind.PERSONAL_ACCOUNT,
)


class Theme(TextChoices):
    SUPPORT_PLANNING = "support_planning", "Support planning"
    RISK_DECISIONS = "risk_decisions", "Risk decisions"
    SUPERVISION = "supervision", "Supervision"
    STAFFING_STABILITY = "staffing_stability", "Staffing stability"
    REVIEWS = "reviews", "Reviews"
    COMMUNICATION = "communication", "Communication with families or partners"
    GOVERNANCE_OVERSIGHT = "governance_oversight", "Governance oversight"
    COMPETENCE = "competence", "Competence"
    ENVIRONMENT = "environment", "Environment"
    OTHER = "other", "Other"


class CauseMethod(TextChoices):
    """How a root cause was found."""

    FIVE_WHYS = "five_whys", "Five whys"
    FISHBONE = "fishbone", "Fishbone"
    TIMELINE = "timeline", "Timeline"
    OTHER = "other", "Other"


class Strength(TextChoices):
    STRONGER = "stronger", "Stronger"
    INTERMEDIATE = "intermediate", "Intermediate"
    WEAKER = "weaker", "Weaker"


class ActionType(TextChoices):
    """The action hierarchy of VA NCPS and RCA2: what kind of change an action is."""

    PHYSICAL_CHANGE = "physical_change", "Physical change"
    USABILITY_TESTED_DEVICE = "usability_tested_device", "Usability-tested device"
    FORCING_FUNCTION = "forcing_function", "Forcing function or interlock"
    SIMPLIFY = "simplify", "Simplify and remove steps"
    STANDARDISE = "standardise", "Standardise equipment, process or care map"
    TANGIBLE_LEADERSHIP = "tangible_leadership", "Tangible leadership involvement"
    REDUNDANCY = "redundancy", "Redundancy"
    STAFFING = "staffing", "Staffing or workload"
    SOFTWARE = "software", "Software"
    FEWER_DISTRACTIONS = "fewer_distractions", "Fewer distractions"
    CHECKLIST = "checklist", "Checklist or cognitive aid"
    READ_BACK = "read_back", "Read-back"
    ENHANCED_DOCUMENTATION = "enhanced_documentation", "Enhanced documentation or communication"
    SIMULATION = "simulation", "Simulation-based training with observation"
    DOUBLE_CHECK = "double_check", "Double checks"
    WARNING = "warning", "Warnings and labels"
    POLICY = "policy", "New policy or memo"
    TRAINING = "training", "Training"
    FURTHER_STUDY = "further_study", "Further study or analysis"


_ORDER = list(ActionType)
STRENGTH_OF = (
    dict.fromkeys(_ORDER[: _ORDER.index(ActionType.REDUNDANCY)], Strength.STRONGER)
    | dict.fromkeys(
        _ORDER[_ORDER.index(ActionType.REDUNDANCY) : _ORDER.index(ActionType.DOUBLE_CHECK)],
        Strength.INTERMEDIATE,
    )
    | dict.fromkeys(_ORDER[_ORDER.index(ActionType.DOUBLE_CHECK) :], Strength.WEAKER)
)


class Severity(TextChoices):
    """What a finding of the credibility check does, gravest first."""

    BLOCKS = "blocks", "Must be mended before it is sent"
    WARNS = "warns", "A commissioner would ask about this"
    ADVISES = "advises", "Could be clearer"


class ExtensionState(TextChoices):
    ASKED = "asked", "Waiting for a decision"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class CommentKind(TextChoices):
    COMMENT = "comment", "Comment"
    PROGRESS = "progress", "Progress"


class Gate(TextChoices):
    """A decision that a plan may go on, in this order."""

    STABILISATION = "stabilisation", "Into stabilisation"
    IMPROVEMENT = "improvement", "Into improvement"
    SUSTAINING = "sustaining", "Into the sustaining year"
    CLOSING = "closing", "Closing the plan"

    @property
    def within_sentence(self) -> str:
        """As in: the plan goes “into stabilisation”."""
        return self.label[:1].lower() + self.label[1:]


class GateOutcome(TextChoices):
    PASSED = "passed", "Passed"
    OVERRIDDEN = "overridden", "Passed by override"
    NOT_PASSED = "not_passed", "Not passed"


class SustainingOutcome(TextChoices):
    HOLDS = "holds", "It holds"
    FAILED = "failed", "It does not hold"


class SearchKind(TextChoices):
    """What a search finds."""

    PLAN = "plan", "Plan"
    PROBLEM = "problem", "Problem"
    CAUSE = "cause", "Root cause"
    ACTION = "action", "Action"
    MILESTONE = "milestone", "Milestone"
    EVIDENCE = "evidence", "Evidence"
    PARTNER = "partner", "Partner"
    CONTRIBUTION = "contribution", "Contribution of a partner"
    CRITERION = "criterion", "Exit criterion"
    DECISION = "decision", "Decision at a gate"
    COMMENT = "comment", "Comment"
