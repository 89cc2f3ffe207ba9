"""Shares and grants in words."""

import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from plans.credibility.personal_data import NEVER_CONFIRMED
from plans.models import AuditGrant, Plan, PlanShare
from plans.queries.held import HeldText
from recovery import dates

IN_FORCE = "In force"
WHAT_THEY_SEE = (
    "They see titles, deliverables, dates, owners by name and job title, slips, why more time was asked for and what "
    "keeps people safe meanwhile, red flags and what was promised, what was agreed and decided at gates, and which "
    "organisations outside contribute what. They never see drafts, evidence, files, comments, reasons of decisions, or "
    "the descriptions of problems and people."
)


def nothing_visible(plan: Plan) -> str:
    """Said while a plan may be shared in advance, and nobody outside sees it yet."""
    if plan.activated_at:
        return ""
    return (
        "This plan is not approved yet. "
        "You can share it now, but nothing of it is visible outside until it is approved."
    )


def what_auditors_see(auditors: list) -> str:
    if not auditors:
        return (
            "Nobody in your organisation holds the auditor role. "
            "Your organisation admin can give it to somebody; they then appear here."
        )
    return "They read everything of this plan, evidence and history included, until the last day. They change nothing."


def opening(one: PlanShare | AuditGrant, today: datetime.date) -> dict[str, Any]:
    """A share or a grant as a row: who, from, until, by whom, and how it stands."""
    share = isinstance(one, PlanShare)
    by = one.shared_by if share else one.granted_by
    state, tone = _standing(one, today)
    return {
        "pk": one.pk,
        "name": one.commissioner.name if share else one.auditor.name,
        "under": one.commissioner.code if share else one.auditor.job_title,
        "starts_on": one.starts_on,
        "ends_on": one.ends_on,
        "by": by,
        "state": state,
        "tone": tone,
        "open": not over(one, today),
        "revoked_on": one.revoked_at and dates.day_of(one.revoked_at),
        "revoked_by": one.revoked_by,
    }


def readers(plan: Plan, openings: list[dict[str, Any]], noun: str) -> str:
    """The answer in the title: how many of them can read the plan now. Auditors may read a draft."""
    count = sum(one["state"] == IN_FORCE for one in openings)
    if noun == "commissioner" and plan.activated_at is None:
        count = 0
    if not count:
        return f"No {noun} can read this plan now"
    return f"{count} {noun}{'' if count == 1 else 's'} can read this plan now"


def _standing(one, today: datetime.date) -> tuple[str, str]:
    if one.revoked_at:
        return "Ended early", "grey"
    if one.ends_on and one.ends_on < today:
        return "Over", "grey"
    if one.starts_on > today:
        return "Not begun", "amber"
    return IN_FORCE, "green"


def over(one: PlanShare | AuditGrant, today: datetime.date | None = None) -> str:
    """Why it can no longer be ended; nothing if it can."""
    if one.revoked_at:
        return f"This was already ended on {dates.uk_date(one.revoked_at)}."
    if one.ends_on and one.ends_on < (today or dates.today()):
        return f"This came to its end on {dates.uk_date(one.ends_on)}."
    return ""


def shared(share: PlanShare, plan: Plan) -> str:
    name = share.commissioner.name
    if plan.activated_at is None:
        return f"{name} will see this plan once it is approved"
    if share.starts_on > dates.today():
        return f"{name} will see this plan from {dates.uk_date(share.starts_on)}"
    return f"{name} can now read this plan"


KEPT_BACK = "Commissioners keep reading the earlier text until this is mended or confirmed."


def held_title(plan: Plan, held: list[dict[str, Any]]) -> str:
    """D1, as the answer in the title."""
    one = len(held) == 1
    if not plan.activated_at:
        return (
            f"{len(held)} text{'' if one else 's'} must be mended or confirmed before anybody outside reads this plan"
        )
    return f"Commissioners do not read {len(held)} text{'' if one else 's'} as {'it stands' if one else 'they stand'}"


def held_text(text: HeldText, plan: Plan) -> dict[str, Any]:
    """What is held, what is read instead, and what can be done about each thing that was found in it."""
    mended = text.shared.mended
    action = getattr(text.row, "reference", "")
    return {
        "label": f"{text.shared.label}{f', {action}' if action else ''}",
        "url": reverse(mended, args=[text.row.pk]) if mended else "",
        "now": text.now,
        "read": text.read,
        "since": text.since,
        "found": [
            {
                "sentence": found.sentence,
                "advice": found.advice,
                "words": found.words,
                "confirm_url": ""
                if found.kind == NEVER_CONFIRMED
                else f"{reverse('text_confirm', args=[plan.pk])}?{urlencode({'words': found.words})}",
            }
            for found in text.found
        ],
    }
