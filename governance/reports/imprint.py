"""What every document says about itself: its reference, as at when, for whom."""

import datetime
from dataclasses import dataclass

from governance.enums import DocumentKind
from recovery import dates

LETTERS = {DocumentKind.PROGRESS_REPORT: "PR", DocumentKind.EVIDENCE_PACK: "EP"}


@dataclass(frozen=True)
class Imprint:
    """`as_at` is when the plan was read, which a late worker may do well after `asked_at`."""

    reference: str
    asked_by: str
    asked_for: str
    asked_at: datetime.datetime
    as_at: datetime.datetime

    @property
    def day(self) -> datetime.date:
        return dates.day_of(self.as_at)


def reference_of(document, plan) -> str:
    """RP-004-EP-20260303-1405-9f3a21c4: plan, kind, when it was asked for, and which."""
    asked = dates.london(document.asked_at)
    return f"{plan.reference}-{LETTERS[document.kind]}-{asked:%Y%m%d-%H%M}-{document.pk.hex[:8]}"


def filename_of(document, plan) -> str:
    return f"{reference_of(document, plan)}.pdf"
