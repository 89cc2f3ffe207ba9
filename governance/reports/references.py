"""What the rows of a plan are called in a document: their reference, and their title."""

import uuid

from governance.queries.record import Record


class References:
    """P1, C2, A3, E4, F5 with a title each, by the row's id."""

    def __init__(self, record: Record):
        self._record = record
        self._known: dict[str, str] = {str(record.plan.pk): record.plan.reference}
        numbered = (
            ("P", record.problems, lambda row: row.title),
            ("C", record.causes, lambda row: row.cause),
            ("E", record.evidence, lambda row: row.reference),
            ("F", record.flags, lambda row: ""),
        )
        for letter, rows, title in numbered:
            for place, row in enumerate(rows, start=1):
                self._known[str(row.pk)] = f"{letter}{place} {short(title(row), 90)}".strip()
        for action in record.actions:
            self._known[str(action.pk)] = f"{action.reference} {action.title}"
        for milestone in record.milestones:
            of = self._known.get(str(milestone.action_id), "").split(" ")[0]
            name = "completion" if milestone.is_completion else milestone.name
            self._known[str(milestone.pk)] = f"{of} {name}".strip()
        for one in record.organisations.values():
            self._known[str(one.pk)] = one.name

    def of(self, key: str | uuid.UUID | None) -> str:
        return self._known.get(str(key), "")


def short(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
