"""What the record does not show, in plain words. An auditor should read it from us before finding it.

Every gap is a fact about recorded rows, never a judgement; each says what is missing and where.
"""

from collections import defaultdict

from governance.enums import FlagKind, NoticeState
from governance.queries.record import Record
from governance.reports.fingerprints import Outcome
from plans.enums import ActionState, GateOutcome, Status
from recovery import dates

UNSURE = {
    NoticeState.UNCERTAIN: "its delivery is uncertain",
    NoticeState.REFUSED: "the mail server refused it",
    NoticeState.PENDING: "it has not been sent yet",
    NoticeState.SENDING: "it was being sent when this pack was made",
}


def gaps(record: Record, checks: dict, names) -> list[dict]:
    """Groups of gaps that have any, in the order of the pack: `title` and `sentences`. Without `checks` the stored
    files are taken on trust."""
    found = [
        ("Problems and causes", _problems(record, names)),
        ("Actions", _actions(record)),
        ("Evidence out of date", _expired(record)),
        ("Gates", _gates(record)),
        ("Files", _files(record, checks)),
        ("Escalation", _escalation(record, names)),
    ]
    return [{"title": title, "sentences": sentences} for title, sentences in found if sentences]


def _problems(record: Record, names) -> list[str]:
    evidenced = {item.problem_id for item in record.evidence if not item.withdrawn_at}
    explained = {link.problem_id for link in record.cause_problems}
    addressed = {link.root_cause_id for link in record.action_causes}
    sentences = [f"{names.of(p.pk)}: no evidence is recorded." for p in record.problems if p.pk not in evidenced]
    sentences += [f"{names.of(p.pk)}: no root cause explains it." for p in record.problems if p.pk not in explained]
    sentences += [f"{names.of(c.pk)}: no action addresses it." for c in record.causes if c.pk not in addressed]
    if not record.problems:
        sentences.append("The plan names no problem.")
    return sentences


def _actions(record: Record) -> list[str]:
    kinds, sentences = defaultdict(set), []
    for item in record.evidence:
        if item.action_id and not item.withdrawn_at and not (item.expires_on and item.expires_on < record.on):
            kinds[item.action_id].add(item.kind)
    linked = {link.action_id for link in record.action_causes}
    statuses = {row.action.pk: row.status for row in record.rows}
    for action in record.actions:
        if action.state == ActionState.WITHDRAWN:
            continue
        name = f"{action.reference} {action.title}"
        if action.state in (ActionState.COMPLETE, ActionState.VERIFIED) and not kinds[action.pk]:
            sentences.append(f"{name}: reported {action.get_state_display().lower()} with no evidence in force.")
        elif action.state == ActionState.VERIFIED and len(kinds[action.pk]) < 2:
            sentences.append(f"{name}: verified on one kind of evidence only.")
        if action.state == ActionState.COMPLETE:
            sentences.append(f"{name}: reported complete, not yet verified by anybody else.")
        if action.owner_id is None:
            sentences.append(f"{name}: nobody owns it.")
        if action.pk not in linked:
            sentences.append(f"{name}: it is linked to no root cause.")
        if statuses.get(action.pk) is Status.OFF_TRACK:
            sentences.append(f"{name}: a current due date has been missed.")
    if not record.actions:
        sentences.append("The plan has no action.")
    return sentences


def _expired(record: Record) -> list[str]:
    """What has expired and has no newer version that stands."""
    renewed = {item.replaces_id for item in record.evidence if not item.withdrawn_at}
    return [
        f"{item.reference}: expired on {dates.uk_date(item.expires_on)}, and no newer version is recorded."
        for item in record.evidence
        if item.expires_on and item.expires_on < record.on and not item.withdrawn_at and item.pk not in renewed
    ]


def _gates(record: Record) -> list[str]:
    """Where a plan went on although a criterion was not met, and reviews that nobody has held in time."""
    sentences = []
    for one in record.gate_decisions:
        if one.outcome == GateOutcome.OVERRIDDEN:
            unmet = sum(line["met"] is not True for line in one.snapshot["criteria"])
            are = "criterion was" if unmet == 1 else "criteria were"
            day = dates.uk_date(one.decided_at)
            sentences.append(f"{one.get_gate_display()}: passed by override on {day}; {unmet} {are} not met.")
    for one in record.sustaining_reviews:
        if one.held_at is None and one.dropped_at is None and one.due_on < record.on:
            sentences.append(f"{one} was due on {dates.uk_date(one.due_on)} and has not been held.")
    return sentences


def _files(record: Record, checks: dict) -> list[str]:
    sentences = []
    for file in record.files:
        outcome = checks[file.pk].outcome if checks else None
        if outcome is Outcome.MISSING:
            sentences.append(f"{file.name}: the file is recorded but could not be found in the store.")
        elif outcome is Outcome.DIFFERS:
            sentences.append(f"{file.name}: the stored file is not the one that was received: its SHA-256 differs.")
    without = sum(item.file_id is None and not item.withdrawn_at for item in record.evidence)
    if without:
        noun = "item of evidence has" if without == 1 else "items of evidence have"
        sentences.append(f"{without} {noun} no file: only the reference to a source is recorded.")
    return sentences


def _escalation(record: Record, names) -> list[str]:
    sentences = []
    flags = {flag.pk: flag_name(flag, names) for flag in record.flags}
    answered = defaultdict(list)
    for answer in record.acknowledgements:
        answered[answer.flag_id].append(answer)
    reached = {escalation.flag_id for escalation in record.escalations}
    for flag in record.flags:
        name = flags[flag.pk]
        given = [answer for answer in answered[flag.pk] if answer.acknowledged_at >= flag.opened_at]
        promised = max((answer.promised_on for answer in given), default=None)
        if promised and flag.closed_at is None and promised < record.on:
            sentences.append(f"{name}: what was promised by {dates.uk_date(promised)} has not closed it.")
        if not given:
            again = f" since it was raised again on {dates.uk_date(flag.opened_at)}" if flag.episode > 1 else ""
            state = "is open" if flag.closed_at is None else "closed"
            sentences.append(f"{name}: nobody has answered it{again}; it {state}.")
        if flag.pk not in reached:
            sentences.append(f"{name}: it has reached no rung of the ladder.")
    for escalation in record.escalations:
        if escalation.told == 0:
            sentences.append(
                f"{flags[escalation.flag_id]}: rung {escalation.rung} was reached on "
                f"{dates.uk_date(escalation.raised_at)} and there was nobody to tell."
            )
    for notice in record.notices:
        if notice.state in UNSURE:
            sentences.append(
                f"{flags[notice.flag_id]}: the notice to {record.person(notice.recipient_id)}, rung {notice.rung}: "
                f"{UNSURE[NoticeState(notice.state)]}."
            )
    return sentences


def flag_name(flag, names) -> str:
    """F2 Milestone slipped: A3 Weekly sessions held"""
    about = names.of(flag.milestone_id)
    if flag.kind == FlagKind.CONTROL_PAST_REVIEW:
        about = about.removesuffix(" completion")  # it is about the control itself
    return f"{names.of(flag.pk)} {FlagKind(flag.kind).label}: {about}"
