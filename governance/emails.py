"""The emails governance sends. One function an email; each is written inside the organisation it is about.

Not here: who gets which, and when (`domain.sweep`), and how they go (`domain.delivery`).
"""

import logging
from collections import defaultdict
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from governance import rules
from governance.domain.delivery import BY, HTML_MARK
from governance.domain.outbox import Letter, Reserved
from governance.models import RedFlag
from governance.presenters import flags as shown
from governance.presenters import kinds
from governance.queries import flags as reads
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Role
from recovery.tenancy.models import Membership

log = logging.getLogger(__name__)


def red_flags(notices: list[Reserved]) -> dict[UUID, Letter]:
    """The letters of a batch, by notice. One that cannot be written is left out, and does not hold up the others."""
    by_organisation = defaultdict(list)
    for notice in notices:
        by_organisation[notice.org_id].append(notice)
    letters = {}
    for organisation, own in by_organisation.items():
        with context.tenant(organisation, by=BY):
            flags = reads.to_write_about({one.flag_id for one in own})
            gaps = reads.nobody_held(flags)
            owners = reads.owner_told(flags)
            people = Membership.objects.in_bulk({one.recipient_id for one in own})
            for notice in own:
                try:
                    flag, person = flags[notice.flag_id], people[notice.recipient_id]
                    gap = (notice.flag_id, notice.episode, notice.rung) in gaps
                    over = notice.episode < flag.episode
                    instead = (notice.flag_id, notice.episode) not in owners and _in_their_place(person, flag, gap)
                    letters[notice.id] = red_flag(
                        flag, notice.rung, person, notice.address, gap=gap, over=over, instead=instead
                    )
                except Exception:
                    log.exception("notice %s could not be written", notice.id)
    return letters


def _in_their_place(person: Membership, flag: RedFlag, gap: bool) -> bool:
    """Whether this person is asked where no owner can be: the plan’s lead, or if there is none either, the admins."""
    return person.pk == flag.plan.lead_id or (gap and Role.ORG_ADMIN in person.roles)


def red_flag(
    flag: RedFlag,
    rung: int,
    person: Membership,
    address: str,
    *,
    gap: bool,
    over: bool = False,
    instead: bool = False,
) -> Letter:
    """What, since when, whose, what was promised, what is asked of this reader, and where to answer.

    `over`: the flag closed before this could be sent, and has been raised again, of which another notice tells.
    `instead`: no owner could be told, and this reader is asked in their place, even where they are the contact too.

    The subject holds no words that anybody typed: a subject is read on locked screens.
    """
    given = _about(flag, rung, person, gap) | {"over": over}
    given["is_contact"] = not instead and rung == 1 and person.pk == flag.milestone.action.escalation_contact_id
    subject, text, html = (
        render_to_string(f"emails/red_flag/{part}", given) for part in ("subject.txt", "body.txt", "body.html")
    )
    return Letter(address, " ".join(subject.split()), text.strip() + "\n", html)


def _about(flag: RedFlag, rung: int, person: Membership, gap: bool) -> dict[str, Any]:
    today = dates.today()
    action = flag.milestone.action
    answer = shown.last_answer(flag)
    rows = [
        {"label": "What", "value": shown.subject(flag)},
        {"label": "Stage", "value": action.get_stage_display()},
        {"label": "Plan", "value": f"{flag.plan.reference} {flag.plan.title}, {flag.plan.service.name}"},
        {"label": kinds.due_label(flag), "value": kinds.due_words(flag)},
        {"label": "Since", "value": f"{dates.uk_date(flag.since)} ({shown.age(flag, today)})"},
        {"label": "Owner", "value": action.owner.name_and_title if action.owner else "Nobody owns this action"},
        {"label": "Promised", "value": shown.promise_words(flag, today)},
    ]
    if flag.milestone.forecast_on and not kinds.of_review(flag):
        rows.insert(4, {"label": "Forecast", "value": dates.uk_date(flag.milestone.forecast_on)})
    if flag.episode > 1:
        rows.append({"label": "Note", "value": f"{shown.raised_again(flag)}. It had been closed before that."})
    return {
        "flag": flag,
        "plan": flag.plan,
        "person": person,
        "rows": rows,
        "rung": rung,
        "role": shown.rung_name(rung).removeprefix("the "),
        "happened": kinds.what_happened(flag),
        "subject_line": kinds.subject_line(flag),
        "of_review": kinds.of_review(flag),
        "is_owner": rung == 1 and person.pk == action.owner_id,
        "gap": gap,
        "second_slip": flag.first_rung > 1,
        "missed": answer is not None and shown.missed(answer, flag, today),
        "answered": answer is not None,
        "owner": action.owner.name if action.owner else "",
        "latest": rules.latest_promise(action.stage, today),
        "url": f"{settings.BASE_URL}{reverse('flag_detail', args=[flag.pk])}",
        "mark": HTML_MARK,
    }
