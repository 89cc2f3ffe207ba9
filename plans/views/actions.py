"""Actions: what will be done, in three stages, and the page that tells everything about one of them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from plans import queries, rules
from plans.domain import actions
from plans.enums import Stage
from plans.forms import ActionForm
from plans.models import Action, Plan
from plans.presenters import action as action_words
from plans.presenters import comments as comment_words
from plans.presenters import pages
from plans.presenters import review as review_words
from plans.presenters import workload as workload_words
from plans.queries import comments as comment_reads
from plans.queries import partners as partner_reads
from plans.queries import workforce
from plans.views import editing, write
from recovery import dates
from recovery.exceptions import Stale
from recovery.tenancy.permissions import page

LATEST = 3
"""Comments that the page of an action shows; the rest stand in its conversation."""
KEPT_AS_CHECK = "Kept as a check: looking at something does not change it."
FORM = {"save": "Save the action", "fields": "plans/action_fields.html"}


def _action(action_id) -> Action:
    return get_object_or_404(
        Action.objects.select_related(
            "plan__service", "owner", "stand_in", "escalation_contact", "stood_down_by"
        ).prefetch_related("milestones"),
        pk=action_id,
    )


@page("plan.edit")
def action_new(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    rules.may_edit(plan)
    stage = request.GET.get("stage", "")
    initial = {"stage": stage if stage in Stage else Stage.IMMEDIATE, "root_causes": request.GET.getlist("cause")}
    form = ActionForm(request.POST or None, plan=plan, committed=editing.committed(plan), initial=initial)
    if form.is_valid():
        action = actions.add(plan=plan, by=request.actor, at=dates.now(), **form.facts)
        return write.added(request, plan, "action", action.pk, stage=stage)
    slot = f"action-new-{initial['stage']}"
    cancel = editing.written(plan, slot)
    over = workload_words.over_if(form, None, dates.today())
    return editing.form_page(
        request, form, plan=plan, title="Add an action", cancel=cancel, slot=slot, over=over, **FORM
    )


@page("plan.edit")
def action_edit(request, action_id):
    action = _action(action_id)
    plan, slot = action.plan, f"action-{action.pk}"
    rules.may_change_action(action, plan)
    completion = next(one for one in action.milestones.all() if one.is_completion)
    options = {
        "plan": plan,
        "committed": editing.committed(plan),
        "due_locked": bool(completion.committed_at),
        "outputs_until": queries.outputs_until(action),
        "review_locked": rules.stands(action),
        "helpers": workforce.helpers(action, dates.today()),
    }
    form = editing.open_form(ActionForm, request, action, **options)
    cancel = reverse("action_detail", args=[action.pk]) if "from" in request.GET else editing.written(plan, slot)
    if form.is_bound and form.is_valid():
        facts = {"due_on": completion.due_on} | form.facts
        try:
            actions.change(action=action, version=form.opened_version, by=request.actor, at=dates.now(), **facts)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this action", cancel=cancel, slot=slot)
        return _changed(request, action, facts["stage"], cancel)
    title = f"Change {action.reference}"
    over = workload_words.over_if(form, action, dates.today())
    return editing.form_page(
        request,
        form,
        plan=plan,
        title=title,
        cancel=cancel,
        slot=slot,
        action=action,
        completion=completion,
        over=over,
        **FORM,
    )


def _changed(request, before: Action, stage: str, back: str):
    """Back to where the form was opened: the action's page, its card, or the card's place in another stage."""
    if "from" in request.GET:
        return editing.done(request, back)
    answer = write.saved if stage == before.stage else write.moved
    return answer(request, before.plan, "action", before.pk)


@page("plan.edit")
def action_remove(request, action_id):
    action = _action(action_id)
    plan, slot = action.plan, f"action-{action.pk}"
    rules.may_remove_action(action, plan, flagged=queries.flagged(action))
    if request.method == "POST":
        actions.remove(action=action, by=request.actor, at=dates.now())
        return write.removed(request, plan, "action", action_id)
    return editing.confirm_page(
        request,
        plan=plan,
        slot=slot,
        title=f"Remove {action.reference} {action.title}?",
        sentence="Its milestones and evidence go with it. The history keeps what it said.",
        label="Remove the action",
        cancel=editing.written(plan, slot),
    )


@page("plan.edit")
def action_as_check(request, action_id):
    """A4: an audit, an observation or a survey becomes the way its problems are monitored."""
    action = _action(action_id)
    plan, slot = action.plan, f"action-{action.pk}"
    problems = list(queries.problems_served(action))
    flagged = queries.flagged(action)
    refusal = rules.explain(rules.may_become_check, action, plan, flagged=flagged, problems=len(problems))
    if request.method == "POST":
        actions.become_check(action=action, by=request.actor, at=dates.now(), reason=KEPT_AS_CHECK)
        return write.removed(request, plan, "action", action_id)
    return editing.confirm_page(
        request,
        plan=plan,
        slot=slot,
        kind="primary",
        title=f"Keep {action.reference} as a check?",
        sentence=refusal or action_words.as_check(action, problems),
        label="Keep it as a check",
        cancel=editing.written(plan, slot),
        refusal=refusal,
    )


@page("plan.edit")
@require_POST
def action_move(request, action_id):
    action = _action(action_id)
    direction = "up" if request.POST.get("direction") == "up" else "down"
    actions.move(action=action, direction=direction, by=request.actor, at=dates.now())
    return write.moved(request, action.plan, "action", action.pk)


@page("plan.view")
def action_detail(request, action_id):
    """Everything about one action, and what may be done with it now."""
    action = _action(action_id)
    row = queries.action_row(action)
    row.action = action  # with all that its own people may read
    flagged = queries.flagged_of(action.plan, [row])
    evidence = queries.evidence_of(action)
    ledger = action_words.ledger(request, row, queries.extensions_of(action), flagged)
    standing = comment_reads.counted(action.plan)
    comment_reads.mark(
        standing, [action], evidence, row.milestones, (one for line in ledger for one in line.extensions)
    )
    title = f"{action.reference} {action.title}"
    context = pages.frame(request, action.plan, title) | {
        "action": action,
        "row": row,
        "adding": action_words.adding(request, action),
        "reopened": action_words.reopened(queries.reopenings([action.pk]).get(action.pk)),
        "evidence": action_words.evidence(action, evidence),
        "said": comment_words.lines(comment_reads.newest(action, LATEST), request.actor),
        "causes": action.root_causes.all(),
        "ledger": ledger,
        "doing": action_words.grouped(action_words.doing(request, row, queries.evidence_kinds(action), flagged)),
        "contributions": partner_reads.contributions_to(action),
        "facts": action_words.facts(action),
        "due_review": review_words.due(action, dates.today()),
        "reviews": review_words.lines(queries.reviews_of(action)) if action.stage == Stage.IMMEDIATE else [],
        "hours": workload_words.hours_of(action, request.workspace, dates.today()),
        "history": action_words.recent_history(action),
    }
    return render(request, "plans/action_detail.html", context)
