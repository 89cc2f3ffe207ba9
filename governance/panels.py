"""What this app adds to a plan's overview: how many red flags are open, whether they are answered, and which are."""

import datetime
from collections.abc import Iterable, Sequence

from governance.models import RedFlag
from governance.presenters import flags as words
from governance.presenters import kinds
from governance.queries import flags as flag_reads
from governance.queries import overview
from plans.panels import Added, Step
from plans.presenters.nav import address, of_plan
from plans.queries import ActionRow
from plans.waiting import Waiting
from recovery.tenancy.permissions import may

SHOWN = 4


def red_flags(*, plan, rows: list[ActionRow], workspace, today: datetime.date) -> Added:
    flags = overview.open_flags(plan, rows)
    silent = [flag for flag in flags if words.state(flag, today) == "open"]
    if not flags:
        return Added(vital={"label": "Red flags open", "figure": 0, "sentence": "Nothing needs an answer"})
    context = {
        "title": _title(len(flags), len(silent)),
        "flags": [_card(flag, today) for flag in [*silent, *(one for one in flags if one not in silent)][:SHOWN]],
        "more": max(len(flags) - SHOWN, 0),
        "total": len(flags),
        "notices_url": of_plan("plan_notices", plan),
    }
    return Added(
        vital=_vital(flags, silent, today),
        template="governance/_red_flags.html",
        context=context,
        steps=tuple(_steps(silent, workspace, today)),
    )


def red_flags_to_answer(*, actor, workspace, today: datetime.date) -> Iterable[Waiting]:
    """For my work: open flags about what I own or stand in for, without an answer or with one that has passed."""
    for flag in flag_reads.of_owner(actor.membership):
        if words.state(flag, today) != "open":
            continue
        yield Waiting(
            0,
            flag.since,
            f"Answer the red flag about {words.subject(flag)}",
            f"{flag.plan.reference} {flag.plan.title}. {words.title_and_return(flag)}; open for "
            f"{words.age(flag, today)}",
            "Say what will be done",
            words.card(flag, today)["href"],
        )


def _vital(flags: Sequence[RedFlag], silent: Sequence[RedFlag], today: datetime.date) -> dict:
    shown = {"label": "Red flags open", "figure": len(flags), "href": "#flags"}
    if not silent:
        return shown | {"sentence": "Every one is answered", "tone": "amber", "shape": "flag"}
    oldest = words.age(silent[0], today)
    if len(flags) == 1:
        sentence = f"No answer for {oldest}"
    else:
        sentence = f"{len(silent)} without an answer, the oldest for {oldest}"
    return shown | {"sentence": sentence, "tone": "red", "shape": "flag"}


def _title(count: int, silent: int) -> str:
    if not silent:
        return "The open red flag is answered" if count == 1 else f"All {count} open red flags are answered"
    if count == 1:
        return "A red flag has no answer"
    if silent == count:
        return f"{count} red flags have no answer"
    return f"{silent} of {count} red flags {'has' if silent == 1 else 'have'} no answer"


def _card(flag: RedFlag, today: datetime.date) -> dict:
    return words.card(flag, today) | {"subject": words.title_and_return(flag)}


def _answerable(action) -> set:
    """Whoever owns it, and whoever stands in for them."""
    return {action.owner_id, action.stand_in_id} - {None}


def _whose(action, me) -> str:
    if action.owner_id == me:
        return "It is yours"
    if action.stand_in_id == me:
        return "You stand in for its owner"
    return f"{action.owner.name} owns it" if action.owner else "Nobody owns it yet"


def _steps(silent: Sequence[RedFlag], workspace, today: datetime.date):
    """Whoever owns what the flag is about, or stands in for them, answers first; then anybody whose role may. That a
    control is past its review is answered by reviewing it, where the reader may."""
    if not silent or not may(workspace, "flag.acknowledge"):
        return
    me = workspace.membership.pk
    own = next((flag for flag in silent if me in _answerable(flag.milestone.action)), None)
    flag = own or silent[0]
    action = flag.milestone.action
    if kinds.of_review(flag) and may(workspace, "plan.edit"):
        yield Step(
            0 if own else 5,
            f"Review {action.reference}",
            f"{kinds.title(flag)}. Decide whether the control is kept, stepped down or replaced.",
            "Review the control",
            address("action_review", action.pk),
        )
        return
    owner = _whose(action, me)
    yield Step(
        0 if own else 5,
        f"Answer the red flag about {action.reference}",
        f"{kinds.title(flag)}; open for {words.age(flag, today)}. {owner}. Say what will be done, and by when.",
        "Answer the flag",
        words.card(flag, today)["href"],
    )
