"""How each state is shown: its words, its tone and its shape, the same on page, PDF, email and chart.

The keys are the values that the domain's enums use. A state is never shown by colour alone: `tests/recovery`
holds every entry to having words and a shape, and no two derived statuses sharing one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Display:
    words: str
    tone: str
    shape: str
    mark: str  # the same shape as a character, for plain-text email


STATUSES = {
    "off_track": Display("Off track", "red", "square", "■"),
    "at_risk": Display("At risk", "amber", "diamond", "◆"),
    "on_track": Display("On track", "plain", "ring", "○"),
    "complete": Display("Complete", "green", "tick", "✓"),
    "verified": Display("Verified", "blue", "double-tick", "✓✓"),
    "not_started": Display("Not started", "grey", "dotted-ring", "◌"),
    "withdrawn": Display("Withdrawn", "grey", "struck-ring", "⊘"),
}

# Lives of plans, actions, flags, notices and jobs: these are stages somebody set, not derived statuses.
STATES = {
    "draft": Display("Draft", "grey", "dotted-ring", "◌"),
    "submitted": Display("Waiting for approval", "amber", "half-ring", "◐"),
    "active": Display("Active", "plain", "ring", "○"),
    "sustaining": Display("Sustaining", "green", "half-ring", "◐"),
    "closed": Display("Closed", "blue", "double-tick", "✓✓"),
    "planned": Display("Planned", "grey", "dotted-ring", "◌"),
    "in_progress": Display("In progress", "plain", "half-ring", "◐"),
    "open": Display("Open", "red", "flag", "⚑"),
    "acknowledged": Display("Acknowledged", "amber", "half-ring", "◐"),
    "resolved": Display("Resolved", "green", "tick", "✓"),
    "queued": Display("Waiting", "grey", "dotted-ring", "◌"),
    "sending": Display("Sending", "plain", "half-ring", "◐"),
    "sent": Display("Sent", "green", "tick", "✓"),
    "uncertain": Display("Delivery uncertain", "amber", "diamond", "◆"),
    "refused": Display("Refused by the mail server", "red", "square", "■"),
    "running": Display("Being built", "plain", "half-ring", "◐"),
    "building": Display("Being built", "plain", "half-ring", "◐"),
    "ready": Display("Ready", "green", "tick", "✓"),
    "cancelled": Display("Called off", "grey", "struck-ring", "⊘"),
    "done": Display("Done", "green", "tick", "✓"),
    "failed": Display("Failed", "red", "square", "■"),
}


def display(status: object) -> Display:
    """The display of a status or state, given its enum member or its value. An unknown one is a programming error."""
    key = str(getattr(status, "value", status))
    return STATUSES.get(key) or STATES[key]
