"""Plays a plan's story day by day through the domain, so that its history, flags and notices are real ones."""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.domain import acknowledgement
from governance.models import RedFlag
from plans.domain import (
    actions,
    approval,
    causes,
    comments,
    confirming,
    evidence,
    extensions,
    gates,
    milestones,
    partners,
    plans,
    problems,
    progress,
    protected_time,
    reviews,
    sharing,
    sustaining,
)
from plans.enums import CommentKind, ExtensionState
from plans.models import Action, EvidenceItem, ExitCriterion, Extension, Milestone, Plan, SustainingReview
from plans.rules import load
from recovery import dates
from recovery.demo.people import Cast
from recovery.tenancy import context


@dataclass
class Story:
    """One plan of the demonstration and what happened to it, with days counted from today."""

    cast: Cast
    told: dict
    today: datetime.date
    plan: Plan | None = None
    actions: dict = field(default_factory=dict)
    minute: int = 0

    @property
    def org(self):
        return self.cast.services[self.told["service"]].org

    def day(self, offset: int | None) -> datetime.date | None:
        return None if offset is None else self.today + datetime.timedelta(days=offset)

    def moment(self, offset: int) -> datetime.datetime:
        """Working hours in London, each event some minutes after the one before."""
        self.minute = (self.minute + 17) % 480
        clock = datetime.time(9 + self.minute // 60, self.minute % 60)
        return datetime.datetime.combine(self.day(offset), clock, tzinfo=dates.LONDON)

    # --- Writing the plan --------------------------------------------------------------------------------

    def write(self) -> None:
        told, by = self.told, self.cast.actor(self.told["lead"])
        start = told["starts"]
        with context.tenant(self.org, by=by):
            self.plan = plans.create(
                service=self.cast.services[told["service"]],
                title=told["title"],
                summary=told["summary"],
                breakdown_on=self.day(told["breakdown"]),
                starts_on=self.day(start),
                by=by,
                at=self.moment(start),
            )
            known = {one["key"]: self._problem(one, by, start) for one in told["problems"]}
            found = {one["key"]: self._cause(one, known, by, start) for one in told["causes"]}
            for one in told["actions"]:
                self.actions[one["key"]] = self._action(one, found, by, start)
            self._partners(by, start)
            for one in told.get("criteria", ()):
                settings = {"weeks": one["weeks"]} if "weeks" in one else {}
                given = {name: one[name] for name in ("gate", "kind", "statement")}
                gates.add_criterion(plan=self.plan, settings=settings, by=by, at=self.moment(start), **given)

    def _partners(self, by, start: int) -> None:
        known = {
            one["key"]: partners.add(
                plan=self.plan,
                organisation=one["organisation"],
                role=one["role"],
                contact=one.get("contact", ""),
                by=by,
                at=self.moment(start),
            )
            for one in self.told.get("partners", ())
        }
        for one in self.told.get("contributions", ()):
            partners.contribute(
                action=self.actions[one["action"]],
                partner=known[one["partner"]],
                contribution=one["contribution"],
                due_on=self.day(one.get("due")),
                by=by,
                at=self.moment(start),
            )

    def _problem(self, one: dict, by, start: int):
        problem = problems.add(
            plan=self.plan,
            title=one["title"],
            statement=one["statement"],
            found_on=self.day(one["found"]),
            people_affected=one["people_affected"],
            others_at_risk=one["others_at_risk"],
            monitoring=one["monitoring"],
            by=by,
            at=self.moment(start),
        )
        for item in one["evidence"]:
            self._evidence(item, by, start, problem=problem)
        return problem

    def _evidence(self, item: dict, by, day: int, **about) -> None:
        upload = None
        if "file" in item:
            upload = SimpleUploadedFile(item["file"]["name"], item["file"]["text"].encode())
        evidence.add(
            kind=item["kind"],
            occurred_on=self.day(item["day"]),
            reference=item["reference"],
            summary=item.get("summary", ""),
            owner=self.cast.people.get(item.get("owner")),
            expires_on=self.day(item.get("expires")),
            upload=upload,
            by=by,
            at=self.moment(day),
            **about,
        )

    def _cause(self, one: dict, known: dict, by, start: int):
        words = {name: one.get(name, "") for name in ("cause", "effect", "event", "preceding_cause", "duty_source")}
        return causes.add(
            plan=self.plan,
            problems=[known[key] for key in one["problems"]],
            theme=one["theme"],
            method=one["method"],
            whys=one.get("whys", ()),
            by=by,
            at=self.moment(start),
            **words,
        )

    def _action(self, one: dict, found: dict, by, start: int) -> Action:
        people = self.cast.people
        action = actions.add(
            plan=self.plan,
            root_causes=[found[key] for key in one["causes"]],
            due_on=self.day(one["due"]),
            stage=one["stage"],
            title=one["title"],
            deliverable=one["deliverable"],
            owner=people[one["owner"]],
            stand_in=people.get(one.get("stand_in")),
            escalation_contact=people[one["contact"]],
            starts_on=self.day(one["starts"]),
            evidence_expected=one["evidence_expected"],
            action_type=one["type"],
            hours_a_week=one.get("hours"),
            people_affected=one.get("people_affected", ""),
            review_on=self.day(one.get("review")),
            step_down_criterion=one.get("step_down", ""),
            by=by,
            at=self.moment(start),
        )
        for output in one.get("milestones", ()):
            milestones.add(
                action=action, name=output["name"], due_on=self.day(output["due"]), by=by, at=self.moment(start)
            )
        return action

    # --- What happened then ------------------------------------------------------------------------------

    def play(self, offset: int) -> None:
        """Everything that happened on one day."""
        for event in self.told["story"]:
            if event["day"] == offset:
                self._happen(event)
        for share in self.told.get("shares", ()):
            if share["day"] == offset:
                self._do(share["by"], sharing.share, offset, code=share["code"], starts_on=self.day(offset))
        for grant in self.told.get("grants", ()):
            if grant["day"] == offset:
                auditor = self.cast.people[grant["auditor"]]
                self._do(
                    grant["by"],
                    sharing.grant,
                    offset,
                    auditor=auditor,
                    starts_on=self.day(offset),
                    ends_on=self.day(grant["until"]),
                )

    def _gate(self, event: dict, plan: Plan, by, at) -> None:
        """`shown`: what shows each stated fact, in the order of the criteria."""
        stated = ExitCriterion.objects.filter(plan=plan, gate=event["gate"], kind="stated", withdrawn_at=None)
        shown = dict(zip(stated.values_list("pk", flat=True), event.get("shown", ()), strict=False))
        facts = {name: event[name] for name in ("gate", "outcome", "reason")}
        gates.decide(plan=plan, shown=shown, by=by, at=at, **facts)

    def _protect(self, event: dict, action: Action, by, at) -> None:
        """Somebody's hours besides the owner's; `from_week` and `to_week` are whole weeks counted from this one."""
        monday = load.week_of(self.today)
        weeks = [monday + load.WEEK * event[name] if name in event else None for name in ("from_week", "to_week")]
        protected_time.add(
            action=action,
            person=self.cast.people[event["who"]],
            hours_a_week=Decimal(str(event["hours"])),
            purpose=event["purpose"],
            starts_on=weeks[0],
            ends_on=weeks[1] and weeks[1] + datetime.timedelta(days=6),
            by=by,
            at=at,
        )

    def _do(self, key: str, verb, offset: int, **facts) -> None:
        by = self.cast.actor(key)
        with context.tenant(self.org, by=by):
            verb(plan=Plan.objects.get(pk=self.plan.pk), by=by, at=self.moment(offset), **facts)

    def _happen(self, event: dict) -> None:
        by, at = self.cast.actor(event["by"]), self.moment(event["day"])
        note, reason = event.get("note", ""), event.get("reason", "")
        with context.tenant(self.org, by=by):
            plan = Plan.objects.get(pk=self.plan.pk)
            action = milestone = None
            if "action" in event:
                action = Action.objects.select_related("plan").get(pk=self.actions[event["action"]].pk)
                chosen = {"name": event["milestone"]} if "milestone" in event else {"is_completion": True}
                milestone = Milestone.objects.get(action=action, **chosen)
            match event["do"]:
                case "submit":
                    approval.submit(plan=plan, by=by, at=at)
                case "send_back":
                    approval.send_back(plan=plan, reason=reason, by=by, at=at)
                case "approve":
                    approval.approve(plan=plan, reason=reason, by=by, at=at)
                case "start":
                    progress.start(action=action, by=by, at=at)
                case "evidence":
                    self._evidence(event, by, event["day"], action=action)
                case "renew":
                    older = EvidenceItem.objects.get(plan=plan, reference=event["of"])
                    given = {"reference": event["reference"], "summary": event.get("summary", "")}
                    kept = {
                        "owner": self.cast.people.get(event.get("owner")),
                        "expires_on": self.day(event.get("expires")),
                    }
                    evidence.renew(item=older, occurred_on=self.day(event["day"]), by=by, at=at, **given, **kept)
                case "complete":
                    progress.complete(action=action, note=note, by=by, at=at)
                case "verify":
                    progress.verify(action=action, by=by, at=at)
                case "reopen":
                    progress.reopen(action=action, reason=reason, by=by, at=at)
                case "keep":
                    reviews.keep(action=action, review_on=self.day(event["until"]), reason=reason, by=by, at=at)
                case "step_down":
                    reviews.step_down(action=action, reason=reason, by=by, at=at)
                case "replace":
                    other = self.actions[event["with"]]
                    reviews.replace(action=action, replaced_by=other, reason=reason, by=by, at=at)
                case "withdraw_milestone":
                    milestones.withdraw(milestone=milestone, reason=reason, by=by, at=at)
                case "reach":
                    milestones.reach(milestone=milestone, by=by, at=at)
                case "forecast":
                    to = self.day(event["to"])
                    milestones.forecast(milestone=milestone, forecast_on=to, reason=reason, by=by, at=at)
                case "ask":
                    extensions.ask(
                        milestone=milestone,
                        new_due_on=self.day(event["to"]),
                        reason=reason,
                        interim_control=event["interim_control"],
                        by=by,
                        at=at,
                    )
                case "approve_extension":
                    waiting = Extension.objects.get(milestone=milestone, state=ExtensionState.ASKED)
                    extensions.approve(extension=waiting, reason=reason, by=by, at=at)
                case "write_milestone":
                    milestones.change(
                        milestone=milestone,
                        version=milestone.version,
                        name=event["name"],
                        due_on=milestone.due_on,
                        by=by,
                        at=at,
                    )
                case "confirm":
                    confirming.confirm(plan=plan, fragment=event["words"], reason=reason, by=by, at=at)
                case "comment":
                    about = {"action": action} if action else None
                    comments.write(plan=plan, about=about, text=event["text"], by=by, at=at)
                case "note":
                    comments.write(
                        about={"action": action}, kind=CommentKind.PROGRESS, text=event["text"], by=by, at=at
                    )
                case "gate":
                    self._gate(event, plan, by, at)
                case "hold":
                    review = SustainingReview.objects.get(
                        plan=plan, months=event["months"], held_at=None, dropped_at=None
                    )
                    given = {name: event[name] for name in ("outcome", "looked_at", "finding")}
                    sustaining.hold(review=review, by=by, at=at, **given)
                case "protect":
                    self._protect(event, action, by, at)
                case "acknowledge":
                    acknowledgement.acknowledge(
                        flag=RedFlag.objects.get(milestone=milestone, closed_at=None),
                        promise=event["promise"],
                        promised_on=self.day(event["until"]),
                        by=by,
                        at=at,
                    )
                case unknown:
                    raise ValueError(f"{self.told['title']}: nobody can {unknown!r}")
