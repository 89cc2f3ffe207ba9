"""Root causes: why it broke down, in causal statements."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from plans import rules
from plans.domain import causes
from plans.forms import CauseForm
from plans.models import Plan, RootCause
from plans.views import editing, write
from recovery import dates
from recovery.exceptions import Stale
from recovery.tenancy.permissions import page

FORM = {
    "save": "Save the root cause",
    "intro": "The three parts make one sentence: a cause led to an effect, which increased the likelihood of an event.",
    "fields": "plans/cause_fields.html",
}


def _cause(cause_id) -> RootCause:
    return get_object_or_404(RootCause.objects.select_related("plan__service").prefetch_related("whys"), pk=cause_id)


@page("plan.edit")
def cause_new(request, plan_id):
    plan = get_object_or_404(Plan, pk=plan_id)
    rules.may_edit(plan)
    initial = {"problems": request.GET.getlist("problem")}
    form = CauseForm(request.POST or None, plan=plan, committed=editing.committed(plan), initial=initial)
    if form.is_valid():
        cause = causes.add(plan=plan, by=request.actor, at=dates.now(), **form.facts)
        return write.added(request, plan, "cause", cause.pk)
    cancel = editing.written(plan, "cause-new")
    return editing.form_page(
        request, form, plan=plan, title="Add a root cause", cancel=cancel, slot="cause-new", **FORM
    )


@page("plan.edit")
def cause_edit(request, cause_id):
    cause = _cause(cause_id)
    plan, slot = cause.plan, f"cause-{cause.pk}"
    rules.may_edit(plan)
    form = editing.open_form(CauseForm, request, cause, plan=plan, committed=editing.committed(plan))
    cancel = editing.written(plan, slot)
    if form.is_bound and form.is_valid():
        try:
            causes.change(root_cause=cause, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts)
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=plan, what="this root cause", cancel=cancel, slot=slot)
        return write.saved(request, plan, "cause", cause.pk)
    return editing.form_page(request, form, plan=plan, title="Change the root cause", cancel=cancel, slot=slot, **FORM)


@page("plan.edit")
def cause_remove(request, cause_id):
    cause = _cause(cause_id)
    plan, slot = cause.plan, f"cause-{cause.pk}"
    rules.may_remove(plan)
    if request.method == "POST":
        causes.remove(root_cause=cause, by=request.actor, at=dates.now())
        return write.removed(request, plan, "cause", cause_id)
    return editing.confirm_page(
        request,
        plan=plan,
        slot=slot,
        title="Remove this root cause?",
        sentence=cause.sentence,
        label="Remove the root cause",
        cancel=editing.written(plan, slot),
    )


@page("plan.edit")
@require_POST
def cause_move(request, cause_id):
    cause = _cause(cause_id)
    direction = "up" if request.POST.get("direction") == "up" else "down"
    causes.move(root_cause=cause, direction=direction, by=request.actor, at=dates.now())
    return write.moved(request, cause.plan, "cause", cause.pk)
