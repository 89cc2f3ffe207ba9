"""The rules of the credibility check, one by one, on facts made by hand. What blocks is tested with approval too."""

import datetime
import uuid
from dataclasses import replace
from types import SimpleNamespace

import pytest

from plans.credibility import BLOCKS, WARNS, Facts, findings
from plans.credibility.problems import answers
from plans.enums import STRENGTH_OF, ActionState, ActionType, Gate, Stage
from recovery import dates

TODAY = datetime.date(2026, 5, 4)
NOON = datetime.datetime(2026, 5, 4, 12, tzinfo=dates.LONDON)


def in_days(count: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=count)


def problem(**given):
    told = {
        "title": "18 plans are past review", "people_affected": "P-01", "others_at_risk": "All", "monitoring": "Weekly",
    }  # fmt: skip
    return SimpleNamespace(pk=uuid.uuid4(), **told | given)


def cause(**given):
    told = {
        "cause": "The rota had no review hours", "effect": "reviews giving way to shifts", "event": "outdated support",
        "preceding_cause": "", "duty_source": "",
    }  # fmt: skip
    return SimpleNamespace(pk=uuid.uuid4(), **told | given)


def action(number=1, *, due=30, **given):
    told = {
        "reference": f"A{number}", "stage": Stage.STABILISATION, "action_type": ActionType.STANDARDISE,
        "title": "Publish a rota with eight review hours a week", "deliverable": "Four signed rotas by 30 June",
        "owner": SimpleNamespace(job_title="Deputy"), "owner_id": 1, "escalation_contact_id": 2, "review_on": None,
        "starts_on": None, "step_down_criterion": "", "state": ActionState.PLANNED, "created_at": NOON,
        "stood_down_at": None, "started_at": None,
    }  # fmt: skip
    made = SimpleNamespace(pk=uuid.uuid4(), due=None if due is None else in_days(due), **told | given)
    made.strength = STRENGTH_OF[ActionType(made.action_type)] if made.action_type else None
    return made


def facts(*actions, causes=None, problems=None, plan=None) -> Facts:
    """Every action addresses every cause, every cause explains every problem."""
    causes, problems = causes or [cause()], problems or [problem()]
    return Facts(
        plan=plan or SimpleNamespace(pk=uuid.uuid4(), title="", summary="", starts_on=TODAY, activated_at=None),
        problems=problems,
        causes=causes,
        actions=list(actions),
        due={one.pk: one.due for one in actions},
        evidenced={one.pk for one in problems},
        explaining=[(one.pk, other.pk) for one in causes for other in problems],
        addressing=[(one.pk, other.pk) for one in actions for other in causes],
        today=TODAY,
        criteria=list(Gate),
    )


def found(*args, **kwargs) -> set[str]:
    return {one.rule for one in findings(facts(*args, **kwargs))}


def only(rule: str, *args, **kwargs):
    return [one for one in findings(facts(*args, **kwargs)) if one.rule == rule]


def test_a_whole_plan_has_no_findings():
    assert found(action()) == set()


def test_a3_blocks_a_plan_without_a_stronger_or_intermediate_action():
    (one,) = only("A3", action(action_type=ActionType.TRAINING))
    assert one.severity == BLOCKS
    assert one.field == "action_type"
    assert only("A3", action(action_type=""))
    assert not only("A3", action(action_type=ActionType.TRAINING), action(2, action_type=ActionType.CHECKLIST))


def test_a2_asks_of_each_cause_for_more_than_a_weaker_action():
    (one,) = only("A2", action(action_type=ActionType.FURTHER_STUDY))
    assert (one.severity, one.kind, one.field) == (WARNS, "cause", "actions")
    assert only("A2", action(action_type=""))
    assert not only("A2", action(action_type=ActionType.STAFFING))


def test_a2_leaves_a_cause_without_action_to_c3():
    assert found() >= {"C3"}
    assert not only("A2")


@pytest.mark.parametrize("kind", [ActionType.TRAINING, ActionType.POLICY, ActionType.WARNING])
def test_a5_says_that_telling_people_is_the_only_answer_and_a2_does_not_repeat_it(kind):
    rules = found(action(action_type=kind))
    assert "A5" in rules
    assert "A2" not in rules


def test_a5_is_content_once_something_else_is_done_too():
    assert not only("A5", action(action_type=ActionType.TRAINING), action(2))


@pytest.mark.parametrize(
    ("stage", "due", "asked"),
    [
        (Stage.IMMEDIATE, 7, False),
        (Stage.IMMEDIATE, 8, True),
        (Stage.IMPROVEMENT, 14, True),
        (Stage.IMPROVEMENT, 15, False),
        (Stage.STABILISATION, 3, False),
        (Stage.IMPROVEMENT, None, False),
    ],
)
def test_a7_asks_whether_a_date_fits_its_stage(stage, due, asked):
    assert bool(only("A7", action(stage=stage, due=due))) is asked


def test_a7_counts_what_is_added_to_a_running_plan_from_that_day():
    running = SimpleNamespace(
        pk=uuid.uuid4(), title="", summary="", starts_on=in_days(-100), activated_at=NOON - datetime.timedelta(days=99)
    )
    assert not only("A7", action(stage=Stage.IMMEDIATE, due=5), plan=running)
    assert only("A7", action(stage=Stage.IMMEDIATE, due=9), plan=running)
    first = NOON - datetime.timedelta(days=100)
    assert only("A7", action(stage=Stage.IMMEDIATE, due=5, created_at=first), plan=running)


def test_a7_does_not_ask_about_what_is_done():
    assert not only("A7", action(stage=Stage.IMMEDIATE, due=20, state=ActionState.COMPLETE))


def test_a4_names_the_words_that_make_it_a_check():
    (one,) = only("A4", action(title="Weekly audit of ten files", deliverable="Audit sheets"))
    assert one.matched.lower() == "audit"
    assert one.field == "as_check"
    assert one.severity == WARNS


def test_a8_advises_on_words_that_cannot_be_inspected():
    vague = only("A8", action(title="Ensure reviews are improved where possible", deliverable=""))
    assert vague
    assert not any(one.blocks for one in vague)
    assert all(one.sentence.startswith("A1: ") for one in vague)
    assert not only("A8", action(title="Ensure improvement", deliverable="", state=ActionState.IN_PROGRESS))


def test_c2_asks_what_made_an_error_likely_and_where_a_duty_comes_from():
    (error,) = only("C2", action(), causes=[cause(cause="Staff made an error in the record")])
    assert error.field == "preceding_cause"
    assert "Root cause" in error.sentence
    (omission,) = only("C2", action(), causes=[cause(cause="Nobody recorded the checks")])
    assert omission.field == "duty_source"
    assert not only("C2", action(), causes=[cause(cause="Nobody recorded the checks", duty_source="Procedure 4")])
    (judged,) = only("C2", action(), causes=[cause(cause="Supervision was poor")])
    assert (judged.field, judged.matched) == ("cause", "poor")


def test_p1_names_the_questions_that_a_problem_leaves_open_once():
    (one,) = only("P1", action(), problems=[problem(monitoring=" ", others_at_risk="")])
    assert one.sentence.endswith("leaves open: others at risk and monitoring.")
    assert one.field == "others_at_risk"
    assert one.severity == WARNS


@pytest.mark.parametrize(
    ("acting", "given"),
    [
        ([action(stage=Stage.IMMEDIATE, due=3)], [True, True, False, True, True]),
        ([action(action_type=ActionType.TRAINING)], [True, True, False, True, True]),
        ([action(due=None)], [True, True, True, True, False]),
        ([], [True, True, False, True, False]),
        ([action(stage=Stage.IMPROVEMENT)], [True] * 5),
    ],
)
def test_p1_a_control_is_no_change_of_the_system_and_every_answer_needs_a_date(acting, given):
    told = facts(*acting)
    assert [one.given for one in answers(told.problems[0], told)] == given


def test_p4_asks_what_must_be_true_at_each_gate_before_the_sustaining_year_ends():
    whole = facts(action())
    (one,) = [each for each in findings(replace(whole, criteria=[Gate.IMPROVEMENT])) if each.rule == "P4"]
    assert one.severity == WARNS
    assert one.sentence.endswith("before the plan goes into stabilisation and into the sustaining year.")
    assert not [each for each in findings(replace(whole, criteria=list(Gate)[:3])) if each.rule == "P4"]
