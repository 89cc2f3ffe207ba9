"""Our own workbook: its sheets and columns, as they are written and as they are recognised when they come back."""

from dataclasses import dataclass

from django.db.models import TextChoices

from plans.enums import ActionState, ActionType, CauseMethod, EvidenceKind, Gate, Stage, Theme


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    kind: str = "text"
    """text, day, person, hours, choice, refs; or told: written for the reader, and not read."""
    most: int = 4000
    choices: type[TextChoices] | None = None
    width: int = 18


@dataclass(frozen=True)
class Sheet:
    name: str
    columns: tuple[Column, ...]

    @property
    def headings(self) -> list[str]:
        return [column.heading for column in self.columns]


def _choice(key: str, heading: str, choices: type[TextChoices], width: int = 18) -> Column:
    return Column(key, heading, "choice", choices=choices, width=width)


PLAN = Sheet("Plan", (Column("about", "About the plan", width=24), Column("words", "In words", width=80)))
ABOUT = {
    # key: its line on the sheet
    "title": "Title",
    "reference": "Reference",
    "service": "Service",
    "state": "State",
    "summary": "Summary",
    "breakdown_on": "Broke down",
    "starts_on": "Starts",
    "lead": "Lead",
    "exported_on": "Exported",
}
PROBLEMS = Sheet(
    "Problems",
    (
        Column("key", "Ref", most=10, width=6),
        Column("title", "Problem", most=150, width=40),
        Column("statement", "What happens, where and how often", width=50),
        Column("found_on", "Found", "day", width=12),
        Column("people_affected", "Who was affected", most=2000, width=30),
        Column("others_at_risk", "Who else is at risk", most=2000, width=30),
        Column("monitoring", "How it is monitored", most=4000, width=40),
    ),
)
CAUSES = Sheet(
    "Root causes",
    (
        Column("key", "Ref", most=10, width=6),
        Column("problems", "Explains", "refs", width=10),
        Column("cause", "Cause", width=40),
        Column("effect", "Led to", width=40),
        Column("event", "Which made more likely", width=40),
        _choice("theme", "Theme", Theme),
        _choice("method", "How it was found", CauseMethod),
        Column("preceding_cause", "What came before it", width=30),
        Column("duty_source", "Source of the duty", width=30),
    ),
)
WHYS = Sheet(
    "Whys",
    (
        Column("cause", "Root cause", "refs", width=12),
        Column("step", "Step", "told", width=6),
        Column("text", "Why", width=80),
    ),
)
ACTIONS = Sheet(
    "Actions",
    (
        Column("key", "Ref", most=10, width=6),
        _choice("stage", "Stage", Stage, width=24),
        Column("title", "What will be done", most=200, width=44),
        Column("deliverable", "Deliverable", most=2000, width=44),
        Column("owner", "Owner", "person", width=28),
        Column("stand_in", "Stands in for the owner", "person", width=28),
        Column("starts_on", "Start", "day", width=12),
        Column("due_on", "Due", "day", width=12),
        Column("original_due_on", "Originally due", "day", width=14),
        Column("forecast_on", "Forecast", "day", width=12),
        Column("status", "Status today", "told", width=14),
        Column("causes", "Addresses", "refs", width=10),
        _choice("action_type", "Type of action", ActionType, width=24),
        Column("strength", "Strength", "told", width=14),
        Column("evidence_expected", "Evidence that will show it is done", most=2000, width=40),
        Column("escalation_contact", "Who is told if it slips", "person", width=28),
        Column("hours_a_week", "Protected hours a week", "hours", width=12),
        Column("people_affected", "Who is affected until it is done", most=2000, width=30),
        Column("review_on", "Review date", "day", width=12),
        Column("step_down_criterion", "When it can be stepped down", most=1000, width=30),
        _choice("state", "Reported as", ActionState, width=14),
        Column("started_on", "Started", "day", width=12),
        Column("completed_on", "Reported complete", "day", width=14),
        Column("completion_note", "Said on completion", width=30),
        Column("verified_on", "Verified", "day", width=12),
        Column("stood_down_on", "Stepped down", "day", width=12),
        Column("withdrawn_on", "Withdrawn", "day", width=12),
    ),
)
PROTECTED = Sheet(
    "Protected time",
    (
        Column("action", "Action", "refs", width=8),
        Column("person", "Person", "person", width=28),
        Column("hours_a_week", "Hours a week", "hours", width=12),
        Column("starts_on", "From", "day", width=12),
        Column("ends_on", "Until", "day", width=12),
        Column("purpose", "What the hours are for", most=200, width=44),
    ),
)
MILESTONES = Sheet(
    "Milestones",
    (
        Column("action", "Action", "refs", width=8),
        Column("name", "Milestone", most=200, width=44),
        Column("due_on", "Due", "day", width=12),
        Column("original_due_on", "Originally due", "day", width=14),
        Column("forecast_on", "Forecast", "day", width=12),
        Column("reached_on", "Reached", "day", width=12),
        Column("withdrawn_on", "Withdrawn", "day", width=12),
    ),
)
EVIDENCE = Sheet(
    "Evidence",
    (
        Column("of", "Of", "refs", width=8),
        _choice("kind", "Kind", EvidenceKind, width=26),
        Column("occurred_on", "Date", "day", width=12),
        Column("reference", "Reference", most=150, width=40),
        Column("summary", "Summary", width=50),
        Column("owner", "Kept up to date by", "person", width=28),
        Column("expires_on", "Expires", "day", width=12),
        Column("file", "File kept in Holdfast", "told", width=30),
    ),
)
PARTNERS = Sheet(
    "Partners",
    (
        Column("key", "Ref", most=10, width=6),
        Column("organisation", "Organisation outside", most=150, width=40),
        Column("role", "What it brings", most=200, width=40),
        Column("contact", "Whom to speak to", most=150, width=28),
    ),
)
CONTRIBUTIONS = Sheet(
    "Contributions",
    (
        Column("action", "Action", "refs", width=8),
        Column("partner", "Partner", "refs", width=8),
        Column("contribution", "What the partner does", most=300, width=50),
        Column("due_on", "By", "day", width=12),
    ),
)
CRITERIA = Sheet(
    "Exit criteria",
    (
        _choice("gate", "Gate", Gate, width=24),
        Column("statement", "What must be true", most=300, width=60),
        Column("kind", "How it is looked up", most=200, width=40),
        Column("weeks", "Weeks", most=3, width=8),
    ),
)
EXTENSIONS = Sheet(
    "Extensions",
    (
        Column("milestone", "Of", "told", width=30),
        Column("old_due_on", "From", "told", width=12),
        Column("new_due_on", "To", "told", width=12),
        Column("reason", "Reason", "told", width=40),
        Column("interim_control", "What keeps people safe meanwhile", "told", width=40),
        Column("asked_by", "Asked by", "told", width=28),
        Column("asked_on", "Asked on", "told", width=12),
        Column("state", "Decision", "told", width=18),
        Column("decided_by", "Decided by", "told", width=28),
        Column("decided_on", "Decided on", "told", width=12),
    ),
)
TABLES = (PROBLEMS, CAUSES, WHYS, ACTIONS, MILESTONES, PROTECTED, EVIDENCE, CRITERIA, PARTNERS, CONTRIBUTIONS)
"""What is read back. The extensions are written for the reader: who decided what is evidence where it was decided."""
