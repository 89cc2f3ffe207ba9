"""A plan that is exported and imported again is the same plan: its words, its links, its dates, what has happened."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plans import drafted
from plans.domain import drafting, evidence, plans
from plans.enums import ActionState, ActionType, CauseMethod, EvidenceKind, ExtensionState, Gate, Stage, Theme
from plans.models import Action, EvidenceItem, Extension, Milestone, Plan
from plans.queries import exporting, importing
from plans.spreadsheets import arrangement, layout, own, reading, writing
from recovery import dates
from recovery.tenancy import context

ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\x00")
RUNNING = ("=1+1", "+44", "-5", "@sum", "\tx", "\rx", "'=x", "''+", "'quoted'", "0001", "31/12/2026")
LONG = st.one_of(st.just(""), st.sampled_from(RUNNING), st.text(ANY, max_size=60), st.just('a, "b"\nc; 🧠 £'))
LINE = st.one_of(st.sampled_from(RUNNING), st.text(ANY, min_size=1, max_size=40)).filter(lambda text: text.strip())
TODAY = datetime.date(2026, 6, 1)
DAY = st.one_of(st.none(), st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 12, 31)))
PAST = st.dates(datetime.date(2025, 6, 1), datetime.date(2026, 5, 31))


HOURS = st.decimals(1, 168, places=1)
PROTECTED = st.builds(drafted.Protected, st.sampled_from(["assessor", "nominated"]), HOURS, LINE, st.none(), DAY)


CRITERIA = st.one_of(
    st.builds(drafted.Criterion, st.sampled_from(Gate), st.sampled_from(["stage_complete", "stated"]), LINE),
    st.builds(
        drafted.Criterion,
        st.sampled_from(Gate),
        st.just("no_slip"),
        LINE,
        st.builds(lambda weeks: {"weeks": weeks}, st.integers(1, 52)),
    ),
)


@st.composite
def partners(draw):
    """Two partners at most, and what each does for the first action."""
    known = [
        drafted.Partner(f"O{n}", draw(LINE), draw(LINE), draw(LONG)) for n in range(1, draw(st.integers(0, 2)) + 1)
    ]
    return known, [drafted.Contribution("A1", one.key, draw(LINE), draw(DAY)) for one in known]


@st.composite
def milestones(draw, *, is_completion=False, closed=False):
    due, original = draw(DAY), None
    if due and draw(st.booleans()):
        original = due - datetime.timedelta(days=draw(st.integers(1, 40)))
    name = "Complete" if is_completion else draw(LINE)
    made = drafted.Milestone(name, due, original, draw(DAY), is_completion=is_completion)
    if closed and not is_completion:
        made.reached_on = draw(PAST)
    return made


@st.composite
def actions(draw, key, causes):
    state = draw(st.sampled_from(ActionState))
    started = draw(PAST) if state not in (ActionState.PLANNED,) else None
    done = state in (ActionState.COMPLETE, ActionState.VERIFIED)
    outputs = draw(st.lists(milestones(closed=done), max_size=2, unique_by=lambda one: one.name))
    completion = draw(milestones(is_completion=True))
    if started and not completion.due_on:
        completion.due_on = datetime.date(2026, 7, 1)
    for one in outputs:
        if state == ActionState.WITHDRAWN:
            one.withdrawn_on = datetime.date(2026, 5, 31)
    evidence = st.builds(
        drafted.Evidence, st.sampled_from(EvidenceKind), PAST, LINE, LONG,
        st.sampled_from([None, datetime.date(2026, 9, 1), datetime.date(2028, 1, 1)]),
        st.sampled_from([None, "assessor"]),
    )  # fmt: skip
    return drafted.Action(
        key,
        draw(st.lists(st.sampled_from(causes), unique=True) if causes else st.just([])),
        {
            "stage": draw(st.sampled_from(Stage)),
            "title": draw(LINE),
            "deliverable": draw(LONG),
            "evidence_expected": draw(LONG),
            "people_affected": draw(LONG),
            "step_down_criterion": draw(LONG),
            "action_type": draw(st.sampled_from(["", *ActionType])),
            "hours_a_week": draw(st.one_of(st.none(), st.decimals(0, 168, places=1))),
            "starts_on": draw(DAY),
            "review_on": draw(DAY),
            "owner": draw(st.sampled_from([None, "manager", "lead", "deputy"])),
            "contact": draw(st.sampled_from([None, "governance", "nominated"])),
            "stand_in": draw(st.sampled_from([None, "second_governance"])),
        },
        [completion, *outputs],
        evidence=draw(st.lists(evidence, min_size=1 if done else 0, max_size=2)),
        protected=draw(st.lists(PROTECTED, max_size=1)),
        state=state,
        started_on=started,
        completed_on=datetime.date(2026, 5, 31) if done else None,
        completion_note=draw(LONG) if done else "",
        withdrawn_on=datetime.date(2026, 5, 31) if state == ActionState.WITHDRAWN else None,
    )


@st.composite
def contents(draw):
    texts = ("statement", "people_affected", "others_at_risk", "monitoring")
    problems = [
        drafted.Problem(
            f"P{number}", {"title": draw(LINE), "found_on": draw(DAY)} | {name: draw(LONG) for name in texts}
        )
        for number in range(1, draw(st.integers(0, 2)) + 1)
    ]
    keys = [one.key for one in problems]
    why = ("effect", "event", "preceding_cause", "duty_source")
    causes = [
        drafted.Cause(
            f"C{number}",
            draw(st.lists(st.sampled_from(keys), unique=True) if keys else st.just([])),
            {
                "cause": draw(LINE),
                "theme": draw(st.sampled_from(Theme)),
                "method": draw(st.sampled_from(["", *CauseMethod])),
            }
            | {name: draw(LONG) for name in why},
            draw(st.lists(LINE, max_size=3)),
        )
        for number in range(1, draw(st.integers(0, 2)) + 1)
    ]
    keys = [one.key for one in causes]
    return drafted.Drafted(
        problems,
        causes,
        [draw(actions(f"A{n}", keys)) for n in range(1, draw(st.integers(1, 3)) + 1)],
        draw(st.lists(CRITERIA, max_size=3)),
        *draw(partners()),
    )


def who(cast, key="manager"):
    return {"by": cast.actor(key), "at": datetime.datetime.combine(TODAY, datetime.time(9), tzinfo=datetime.UTC)}


def write(cast, content: drafted.Drafted) -> Plan:
    """As it could stand in Alder House after some months, with what only other people can do: verified by somebody
    else, and dates moved by an extension."""
    for one in content.actions:
        for role, field in (("owner", "owner_id"), ("contact", "escalation_contact_id"), ("stand_in", "stand_in_id")):
            named = one.fields.pop(role)
            one.fields[field] = getattr(cast, named).pk if named else None
        for each in one.protected:
            each.person_id = getattr(cast, each.person_id).pk
        for item in one.evidence:
            item.owner_id = getattr(cast, item.owner_id).pk if item.owner_id else None
    plan = plans.create(service=cast.service("alder_house"), title="Given", summary="=Given", **who(cast))
    drafting.fill(plan=plan, content=content, **who(cast))
    for action, one in zip(Action.objects.filter(plan=plan).order_by("number"), content.actions, strict=True):
        if one.state == ActionState.VERIFIED:
            verified = {"state": one.state, "verified_at": who(cast)["at"], "verified_by": cast.assessor}
            Action.objects.filter(pk=action.pk).update(**verified)
        moved = Milestone.objects.filter(action=action, due_on__isnull=False).exclude(committed_at=None).first()
        if moved:
            _extended(cast, moved)
    return plan


def _extended(cast, milestone) -> None:
    Extension.objects.create(
        org_id=milestone.org_id, plan_id=milestone.plan_id, milestone=milestone, state=ExtensionState.APPROVED,
        old_due_on=milestone.due_on, new_due_on=milestone.due_on + datetime.timedelta(days=7), reason="=Why",
        interim_control="@control", asked_at=dates.now(), asked_by=cast.lead, decided_at=dates.now(),
        decided_by=cast.governance,
    )  # fmt: skip
    Milestone.objects.filter(pk=milestone.pk).update(due_on=milestone.due_on + datetime.timedelta(days=7))


def come_back(cast, name: str, content: bytes, org="alder", by="manager", service="alder_house") -> Plan:
    sheets = reading.read(name, content)
    arranged = arrangement.first(sheets)
    assert arranged["own"]
    outcome = importing.outcome(SimpleNamespace(sheets=sheets, arrangement=arranged))
    assert outcome.faults == []
    plan = plans.create(service=cast.service(service), title="Come back", **who(cast, by))
    return drafting.fill(plan=plan, content=outcome.content, **who(cast, by))


def compared(plan: Plan, sheets=layout.TABLES, without=()) -> dict:
    """Everything that is exported. A verification is somebody's look at the work (P2): it comes back as complete."""
    rows = exporting.book(Plan.objects.get(pk=plan.pk)).rows
    found = {}
    for sheet in sheets:
        kept = [column.key for column in sheet.columns if column.key not in ("status", "verified_on", "file", *without)]
        found[sheet.name] = [{key: row[key] for key in kept} for row in rows[sheet.name]]
    for row in found[layout.ACTIONS.name]:
        row["state"] = row["state"].replace("Verified", "Complete")
    return found


PEOPLE = ("owner", "stand_in", "escalation_contact")
WITHOUT_PEOPLE = tuple(sheet for sheet in layout.TABLES if sheet is not layout.PROTECTED)
BOUNDED = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def today():
    with time_machine.travel(datetime.datetime(2026, 6, 1, 9, tzinfo=datetime.UTC), tick=False):
        yield


@BOUNDED
@given(content=contents())
def test_a_workbook_comes_back_as_the_same_plan(db, cast, today, content):
    with transaction.atomic():
        with context.tenant(cast.org("alder"), by=cast.actor("manager")):
            given = write(cast, content)
            back = come_back(cast, "plan.xlsx", writing.workbook(exporting.book(given)))
            assert compared(back) == compared(given)
        transaction.set_rollback(True)


@BOUNDED
@given(content=contents())
def test_the_csv_of_the_actions_comes_back_as_the_same_actions(db, cast, today, content):
    for one in content.actions:
        one.causes, one.evidence, one.protected, one.milestones = [], [], [], [one.completion]
        if one.state in (ActionState.COMPLETE, ActionState.VERIFIED):
            one.state, one.completed_on, one.completion_note = ActionState.IN_PROGRESS, None, ""
    with transaction.atomic():
        with context.tenant(cast.org("alder"), by=cast.actor("manager")):
            given = write(cast, content)
            back = come_back(cast, "actions.csv", writing.action_list(exporting.book(given)))
            assert compared(back, (layout.ACTIONS,)) == compared(given, (layout.ACTIONS,))
        transaction.set_rollback(True)


@settings(BOUNDED, max_examples=10)
@given(content=contents())
def test_in_another_organisation_everything_but_the_people_comes_back(db, cast, today, content):
    with transaction.atomic():
        with context.tenant(cast.org("alder"), by=cast.actor("manager")):
            given = write(cast, content)
            written = writing.workbook(exporting.book(given))
            before = compared(given, WITHOUT_PEOPLE, PEOPLE)
        with context.tenant(cast.org("birch"), by=cast.actor("birch_manager")):
            back = come_back(cast, "plan.xlsx", written, "birch", "birch_manager", "birch_lane")
            assert compared(back, WITHOUT_PEOPLE, PEOPLE) == before
            assert not Action.objects.filter(plan=back).exclude(owner=None).exists()
        transaction.set_rollback(True)


def read_back(name: str, content: bytes):
    sheets = reading.read(name, content)
    return sheets, importing.outcome(SimpleNamespace(sheets=sheets, arrangement=arrangement.first(sheets)))


def test_what_stays_where_it_came_from_is_said_and_a_list_of_actions_says_that_it_is_one(db, cast, today):
    started = drafted.Action(
        "A1", [], {"stage": Stage.STABILISATION, "title": "Protect six hours", "owner": "lead", "contact": None,
                   "stand_in": None},
        [drafted.Milestone("Complete", datetime.date(2026, 7, 1), is_completion=True)],
        evidence=[drafted.Evidence("record", datetime.date(2026, 5, 1), "Rota of May")],
        state=ActionState.IN_PROGRESS, started_on=datetime.date(2026, 5, 1),
    )  # fmt: skip
    with context.tenant(cast.org("alder"), by=cast.actor("manager")):
        plan = write(cast, drafted.Drafted(actions=[started]))
        upload = SimpleUploadedFile("rota.csv", b"week,hours\n1,6\n")
        item = EvidenceItem.objects.get(plan=plan)
        evidence.renew(item=item, occurred_on=datetime.date(2026, 5, 9), reference="Rota", upload=upload, **who(cast))
        book = exporting.book(Plan.objects.get(pk=plan.pk))
        _, outcome = read_back("plan.xlsx", writing.workbook(book))
        said = [note.words for note in outcome.notes]
        extensions = [one for one in said if "extension" in one]
        files = [one for one in said if "file" in one and one not in extensions]
        decided = "1 extension of A1, from 1 July 2026 to 8 July 2026, was decided where it came from"
        assert [one.startswith(decided) for one in extensions] == [True]
        assert [one.startswith("1 file stays where it came from: rota.csv of A1.") for one in files] == [True]
        sheets, alone = read_back("actions.csv", writing.action_list(book))
    assert not own.whole(sheets)
    assert [note.words for note in alone.notes if "not in this file" in note.words] == []
