"""Hours of an action that are protected for people besides its owner."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import rules
from plans.domain import protected_time
from plans.forms.workforce import EndProtectedForm, ProtectedTimeForm
from plans.models import Action, ProtectedTime
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused, Stale
from recovery.tenancy.permissions import page

SAVE = "Save the hours"


def _protected(protected_id) -> ProtectedTime:
    found = ProtectedTime.objects.select_related("plan__service", "action", "person")
    return get_object_or_404(found, pk=protected_id)


def _hours(action_id) -> str:
    return reverse("action_detail", args=[action_id]) + "#hours"


@page("plan.edit")
def protected_new(request, action_id):
    action = get_object_or_404(Action.objects.select_related("plan__service"), pk=action_id)
    rules.may_change_action(action, action.plan)
    form = ProtectedTimeForm(request.POST or None, owner_id=action.owner_id)
    if form.is_valid():
        try:
            protected_time.add(action=action, by=request.actor, at=dates.now(), **form.facts)
        except Refused as refusal:
            form.refuse(str(refusal), "person")
        else:
            return editing.done(request, _hours(action.pk))
    return editing.form_page(
        request,
        form,
        plan=action.plan,
        title=f"Protect somebody’s hours for {action.reference}",
        intro=f"For {action.reference} {action.title}. The owner’s own hours are kept on the action itself.",
        save=SAVE,
        cancel=_hours(action.pk),
    )


@page("plan.edit")
def protected_edit(request, protected_id):
    one = _protected(protected_id)
    rules.may_change_protected(one, one.action, one.plan)
    form = editing.open_form(ProtectedTimeForm, request, one, known=True)
    back = _hours(one.action_id)
    if form.is_bound and form.is_valid():
        try:
            protected_time.change(
                protected=one, version=form.opened_version, by=request.actor, at=dates.now(), **form.facts
            )
        except Stale as stale:
            return editing.conflict(request, form, stale, plan=one.plan, what="these hours", cancel=back)
        return editing.done(request, back)
    title = f"Hours of {one.person.name} for {one.action.reference}"
    return editing.form_page(request, form, plan=one.plan, title=title, save=SAVE, cancel=back)


@page("plan.edit")
def protected_end(request, protected_id):
    one = _protected(protected_id)
    rules.may_end_protected(one, one.action, one.plan, today=dates.today())
    form = EndProtectedForm(request.POST or None, starts_on=one.starts_on, initial={"ends_on": dates.today()})
    back = _hours(one.action_id)
    if form.is_valid():
        protected_time.end(protected=one, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, back, "Ended")
    return editing.confirm_page(
        request,
        plan=one.plan,
        form=form,
        title=f"End the protected hours of {one.person.name}?",
        sentence="From the day after, nothing more is asked of them here. The hours stay on the action as ended.",
        label="End the hours",
        cancel=back,
    )


@page("plan.edit")
def protected_remove(request, protected_id):
    one = _protected(protected_id)
    rules.may_remove_protected(one, one.action, one.plan)
    if request.method == "POST":
        protected_time.remove(protected=one, by=request.actor, at=dates.now())
        return editing.done(request, _hours(one.action_id), "Removed")
    return editing.confirm_page(
        request,
        plan=one.plan,
        title=f"Remove the protected hours of {one.person.name}?",
        sentence="The history keeps what they were.",
        label="Remove the hours",
        cancel=_hours(one.action_id),
    )
