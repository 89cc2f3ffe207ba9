"""D1: answering for words that look personal, and taking that back."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import rules
from plans.domain import confirming
from plans.forms.decision import ReasonForm
from plans.forms.sharing import ConfirmForm
from plans.models import ConfirmedText, Plan
from plans.queries import held
from plans.views import editing
from recovery import dates
from recovery.tenancy.permissions import page


@page("plan.share")
def text_confirm(request, plan_id):
    plan = get_object_or_404(Plan.objects.select_related("service"), pk=plan_id)
    asked = request.POST.get("fragment") or request.GET.get("words", "")
    found = next((one for text in held.held_in(plan) for one in text.found if one.words == asked), None)
    if found is None and request.method != "POST":
        raise Http404
    rules.may_confirm_text(plan, found.kind if found else "")
    form = ConfirmForm(request.POST or None, initial={"fragment": asked})
    back = reverse("plan_sharing", args=[plan.pk])
    if form.is_valid():
        confirming.confirm(plan=plan, by=request.actor, at=dates.now(), **form.cleaned_data)
        return editing.done(request, back, f"“{asked}” may now be read by commissioners in this plan")
    return editing.form_page(
        request,
        form,
        plan=plan,
        title=f"Confirm “{asked}”",
        save="Confirm these words",
        intro=f"{found.sentence} If you confirm it, commissioners read these exact words wherever this plan has them.",
        cancel=back,
    )


@page("plan.share")
def text_unconfirm(request, plan_id, confirmed_id):
    confirmed = get_object_or_404(ConfirmedText.objects.select_related("plan__service"), pk=confirmed_id, plan=plan_id)
    back = reverse("plan_sharing", args=[plan_id])
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        confirming.withdraw(confirmed=confirmed, by=request.actor, at=dates.now(), reason=form.cleaned_data["reason"])
        return editing.done(request, back, f"“{confirmed.fragment}” is no longer confirmed")
    return editing.confirm_page(
        request,
        plan=confirmed.plan,
        form=form,
        title=f"Withdraw the confirmation of “{confirmed.fragment}”?",
        sentence="Commissioners no longer read a text with these words. The history keeps that they could, and why.",
        label="Withdraw the confirmation",
        cancel=back,
        refusal="This confirmation has already been withdrawn." if confirmed.withdrawn_at else "",
    )
