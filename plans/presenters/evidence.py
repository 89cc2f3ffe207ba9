"""The register of evidence in words: what stands, what has expired, what came before it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from plans import rules
from plans.models import EvidenceItem
from plans.queries import evidence as reads
from plans.waiting import Waiting
from recovery import dates
from recovery.tenancy.permissions import may, refusal

SOON = datetime.timedelta(days=28)
SHOWN = {"current": "In force", "soon": "Expires within 28 days", "expired": "Expired", "withdrawn": "Withdrawn"}
ABOUT = {"problems": "That a problem exists", "actions": "That an action is done"}


@dataclass(frozen=True)
class Line:
    """One piece of evidence, as the register shows it."""

    item: EvidenceItem
    about: str
    about_url: str
    expiry: str
    tone: str
    before: list[EvidenceItem]
    renew_url: str
    refusal: str


def state(item: EvidenceItem, today: datetime.date) -> str:
    if item.withdrawn_at:
        return "withdrawn"
    if item.expires_on and item.expires_on < today:
        return "expired"
    return "soon" if item.expires_on and item.expires_on <= today + SOON else "current"


def narrowed(items: Iterable[EvidenceItem], today: datetime.date, *, show="", about="", kind="", owner=""):
    """What the filter asks for; what expires soon is in force."""
    found = []
    for item in items:
        now = state(item, today)
        if show and show != now and not (show == "current" and now == "soon"):
            continue
        if about and (item.problem_id is None) != (about == "actions"):
            continue
        if (not kind or item.kind == kind) and (not owner or str(item.owner_id) == owner):
            found.append(item)
    return found


def lines(items: Iterable[EvidenceItem], before: dict, workspace, today: datetime.date) -> list[Line]:
    return [_line(item, before.get(item.pk, []), workspace, today) for item in items]


def _line(item: EvidenceItem, before: list[EvidenceItem], workspace, today: datetime.date) -> Line:
    expiry, tone = expires(item, today)
    about, url = about_of(item)
    allowed = may(workspace, "action.progress" if item.action_id else "plan.edit")
    refused = "" if allowed else refusal("action.progress" if item.action_id else "plan.edit")
    refused = refused or rules.explain(rules.may_replace_evidence, item, item.plan, item.action, replaced=False)
    return Line(item, about, url, expiry, tone, before, reverse("evidence_renew", args=[item.pk]), refused)


def about_of(item: EvidenceItem) -> tuple[str, str]:
    """What it shows, and where that stands."""
    if item.action_id:
        name = f"{item.action.reference} {item.action.title}"
        return name, reverse("action_detail", args=[item.action_id]) + "#evidence"
    return item.problem.title, f"{reverse('plan_write', args=[item.plan_id])}#evidence-of-{item.problem_id}"


def expires(item: EvidenceItem, today: datetime.date) -> tuple[str, str]:
    """When, and in which tone; nothing where it does not."""
    if item.expires_on is None:
        return "", "plain"
    now, day = state(item, today), dates.uk_date(item.expires_on)
    if now == "expired":
        return f"Expired {day}", "amber"
    return f"Expires {day}", "amber" if now == "soon" else "plain"


def expiring(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    """What this person keeps up to date. Registered in `plans.apps`."""
    for item in reads.evidence_expiring(workspace.membership, today + SOON):
        words, _ = expires(item, today)
        about, _ = about_of(item)
        yield Waiting(
            10 if item.expires_on < today else 20,
            item.expires_on,
            f"Renew the evidence “{item.reference}”",
            f"{item.plan.reference} {item.plan.title}. {words}. It shows: {about}",
            "Add a newer version",
            f"{reverse('evidence_renew', args=[item.pk])}?from=work",
        )
