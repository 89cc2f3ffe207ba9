"""The columns of a provider's own action plan: what each may mean, the headings it goes by, and where they stand."""

import re
from dataclasses import dataclass
from typing import Any

from plans.spreadsheets import cells


@dataclass(frozen=True)
class Field:
    """What a column can be taken for. `most`: the longest text that fits (0: no text)."""

    key: str
    label: str
    headings: str
    """Words by which it is usually called, separated by |."""
    most: int = 0
    kind: str = "text"
    """text, day, person, stage, type, hours or told: shown in the report and taken for nothing else."""
    once: bool = True


FIELDS = (
    Field("title", "What will be done", "action required|actions required|action|action to be taken|"
          "actions to be taken|"
          "action needed|actions|improvement action|what will we do|what will be done|task|required action|"
          "recommendation|agreed action|remedial action|corrective action|step", 200),
    Field("issue", "The problem it answers", "issue|finding|issue finding|issues|concern|problem|area for improvement|"
          "area of concern|shortfall|what went wrong|issue identified|gap|area|objective|theme|breach|non compliance|"
          "identified issue|standard not met", 150),
    Field("cause", "Why it happened", "cause|root cause|why|reason|contributory factor|why did it happen", 4000),
    Field("stage", "Stage", "stage|phase", 0, "stage"),
    Field("deliverable", "Deliverable", "deliverable|output|what will be in place|success criteria|success measure|"
          "intended outcome|desired outcome|expected outcome|outcome|what good looks like|result", 2000),
    Field("owner", "Owner", "lead|owner|action owner|responsible|person responsible|responsible person|by whom|who|"
          "accountable|allocated to|assigned to|action lead|responsibility|named lead|lead person|who is responsible",
          0, "person"),
    Field("starts_on", "Start", "start|start date|date raised|date opened|date identified|from", 0, "day"),
    Field("due_on", "Due", "by when|due|due date|target date|deadline|timescale|timescales|completion date|when|"
          "target completion date|date due|to be completed by|complete by|target|date for completion", 0, "day"),
    Field("evidence_expected", "Evidence that will show it is done", "evidence|evidence required|"
          "evidence of completion|how will we know|evidence expected|assurance|proof|supporting evidence", 2000),
    Field("action_type", "Type of action", "type|action type|type of action", 0, "type"),
    Field("escalation_contact", "Who is told if it slips", "escalation|escalation contact|escalate to|oversight|"
          "who is told if it slips|executive lead|sponsor", 0, "person"),
    Field("hours_a_week", "Protected hours a week", "hours|hours a week|protected hours|hours per week", 0, "hours"),
    Field("people_affected", "Who is affected until it is done", "people affected|who is affected|affected", 2000),
    Field("review_on", "Review date", "review|review date|date of review|next review", 0, "day"),
    Field("step_down_criterion", "When it can be stepped down", "step down|step down criterion|exit criterion|"
          "when can it be stepped down", 1000),
    Field("ref", "Reference", "ref|reference|no|number|id|item|action no|action ref|ref no|action number|#", 0, "told"),
    Field("status", "Status or RAG", "rag|status|rag status|rag rating|progress rag|brag|complete|completed|"
          "date completed|actual completion date|state", 0, "told", once=False),
    Field("progress", "Progress", "progress|update|comments|notes|progress update|latest update|comment|progress notes|"
          "commentary|updates|narrative", 0, "told", once=False),
    Field("priority", "Priority", "priority|risk|risk rating|severity|urgency|rating", 0, "told", once=False),
    Field("regulation", "Regulation or key question", "kloe|regulation|kloe regulation|cqc domain|quality statement|"
          "key question|reg|domain|standard|regulation number|source", 0, "told", once=False),
)  # fmt: skip
BY_KEY = {field.key: field for field in FIELDS}
WEAK = frozenset(
    {"area", "objective", "theme", "standard not met", "result", "target", "from", "who", "when", "why", "step"}
)
"""Headings that other columns have too: any other heading of the same field says it better."""
LOOKED_AT = 20
"""Rows in which a header is looked for."""
MOST_HEADER_ROWS = 3


def plain(heading: Any) -> str:
    """A heading without its case, its punctuation and what stands in brackets."""
    text = re.sub(r"\([^)]*\)", " ", cells.words(heading)).lower()
    return " ".join(re.sub(r"[^\w#]+", " ", text.replace("_", " ")).split())


HEADINGS = {heading: field.key for field in FIELDS for heading in (plain(field.label), *field.headings.split("|"))}


def meaning(heading: Any) -> str:
    """The field that a column with this heading is usually meant for, or nothing."""
    words = plain(heading)
    if not words:
        return ""
    if words in HEADINGS:
        return HEADINGS[words]
    # The longest known heading that the words hold: “Lead officer”, “Target date for completion”.
    held = [one for one in HEADINGS if len(one) > 3 and f" {one} " in f" {words} "]
    return HEADINGS[max(held, key=len)] if held and len(words) <= 60 else ""


def headers(rows: list[list[Any]], first: int, count: int) -> list[str]:
    """The headings of the columns: the words of the header rows, joined. `first` counts from 1."""
    taken = rows[first - 1 : first - 1 + count]
    width = max(map(len, rows), default=0)
    joined = []
    for place in range(width):
        parts = [cells.words(row[place]).strip() for row in taken if place < len(row)]
        joined.append(" ".join(dict.fromkeys(" ".join(part.split()) for part in parts if part))[:120])
    return joined


def find_header(rows: list[list[Any]]) -> tuple[int, int]:
    """(row, how many rows): where the headings most likely stand. The row with most known headings, and the rows
    above it that belong to it; without any, the first row that is filled in."""
    scores = [known(row) for row in rows[:LOOKED_AT]]
    best = max(scores, default=0)
    if best < 2:
        first = next((place for place, row in enumerate(rows, start=1) if not cells.blank(row)), 1)
        return first, 1
    last = scores.index(best) + 1
    # A second header row names what the first left open (“Dates” above “Start” and “Due”).
    if last < len(rows) and last < LOOKED_AT and _continues(rows[last]):
        return last, 2
    first = last
    while first > 1 and last - first + 1 < MOST_HEADER_ROWS and known(rows[first - 2]) > 1:
        first -= 1
    return first, last - first + 1


def known(row: list[Any]) -> int:
    """How many columns of ours the cells of this row name."""
    return len({meaning(cell) for cell in row if isinstance(cell, str)} - {""})


def _continues(row: list[Any]) -> bool:
    """Whether the row below names known columns exactly, and only such."""
    named = [cell for cell in row if cells.words(cell).strip()]
    return len(named) > 1 and all(isinstance(cell, str) and plain(cell) in HEADINGS for cell in named)


def guess(heads: list[str]) -> dict[str, str]:
    """Column (its position as text) → field: each field once, the column that says it most exactly first."""

    def vague(place: int) -> int:
        words = plain(heads[place])
        return 2 if words in WEAK else 0 if words in HEADINGS else 1

    chosen: dict[str, str] = {}
    for place in sorted(range(len(heads)), key=vague):
        found = meaning(heads[place])
        if found and (not BY_KEY[found].once or found not in chosen.values()):
            chosen[str(place)] = found
    return chosen
