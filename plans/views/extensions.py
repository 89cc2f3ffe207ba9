"""Extensions: a later date asked for with a reason and a control until then, decided by somebody else."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import queries, rules
from plans.domain import extensions
from plans.forms import ExtensionDecisionForm, ExtensionForm
from plans.models import Extension, Milestone
from plans.queries import seen as seen_queries
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy.permissions import page


def _ledger(milestone: Milestone) -> str:
    return reverse("action_detail", args=[milestone.action_id]) + "#ledger"


@page("extension.ask")
def extension_ask(request, milestone_id):
    milestone = get_object_or_404(Milestone.objects.select_related("plan__service", "action"), pk=milestone_id)
    rules.may_ask_extension(milestone, milestone.action, milestone.plan)
    last_on = None if milestone.is_completion else queries.due_on(milestone.action)
    form = ExtensionForm(request.POST or None, due_on=milestone.due_on, last_on=last_on)
    if form.is_valid():
        extensions.ask(milestone=milestone, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, _ledger(milestone), "Asked")
    return editing.form_page(
        request,
        form,
        plan=milestone.plan,
        title="Ask for an extension",
        intro=f"For “{milestone.name}” of {milestone.action.reference} {milestone.action.title}. "
        "Somebody else decides. The original date stays in the ledger.",
        save="Ask for the extension",
        cancel=_ledger(milestone),
    )


@page("extension.decide")
def extension_decide(request, extension_id):
    extension = get_object_or_404(
        Extension.objects.select_related("plan__service", "milestone__action", "asked_by"), pk=extension_id
    )
    rules.may_decide_extension(extension, by=request.actor)
    milestone = extension.milestone
    asked = (extension, milestone, milestone.action, extension.plan)
    over = rules.explain(rules.may_approve_extension, *asked, by=request.actor, today=dates.today())
    seen = seen_queries.of_extension(extension)
    form = ExtensionDecisionForm(request.POST or None, only_refuse=bool(over), initial={"seen": seen})
    if form.is_valid():
        facts = form.facts
        decide = extensions.approve if facts.pop("decision") == "approve" else extensions.refuse
        try:
            decide(extension=extension, by=request.actor, at=dates.now(), **facts)
            return editing.done(request, _ledger(milestone), "Decided")
        except Refused as refusal:
            form.again(str(refusal), seen)
    return editing.form_page(
        request,
        form,
        plan=extension.plan,
        extension=extension,
        title="Decide the extension",
        intro=over,
        fields="plans/extension_fields.html",
        save="Save the decision",
        cancel=_ledger(milestone),
    )
