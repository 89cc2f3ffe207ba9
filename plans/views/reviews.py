"""The review of an immediate control: kept, stepped down or replaced, with a reason, on one page."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from plans import queries, rules
from plans.domain import reviews
from plans.enums import ReviewDecision
from plans.exceptions import Unread
from plans.forms import ReviewForm
from plans.models import Action
from plans.presenters import review as review_words
from plans.queries import seen as seen_queries
from plans.views import editing
from recovery import dates
from recovery.tenancy.permissions import page

VERBS = {
    ReviewDecision.KEEP: (reviews.keep, "Kept"),
    ReviewDecision.STEP_DOWN: (reviews.step_down, "Stepped down"),
    ReviewDecision.REPLACE: (reviews.replace, "Replaced"),
}


@page("plan.edit")
def action_review(request, action_id):
    action = get_object_or_404(Action.objects.select_related("plan__service", "owner"), pk=action_id)
    rules.may_review(action, action.plan)
    only_keep = rules.explain(rules.may_stand_down, action, action.plan)
    seen = seen_queries.of_action(action)
    form = ReviewForm(request.POST or None, action=action, only_keep=bool(only_keep), initial={"seen": seen})
    back = reverse("action_detail", args=[action.pk])
    if form.is_valid():
        decide, said = VERBS[ReviewDecision(form.cleaned_data["decision"])]
        try:
            decide(action=action, by=request.actor, at=dates.now(), **form.facts)
            return editing.done(request, f"{back}#reviews", said)
        except Unread as refusal:
            form.again(str(refusal), seen)
    return editing.form_page(
        request,
        form,
        plan=action.plan,
        title=f"Review {action.reference} {action.title}",
        save="Record the decision",
        cancel=back,
        fields="plans/review_fields.html",
        action=action,
        only_keep=only_keep,
        due=review_words.due(action, dates.today()),
        reviews=review_words.lines(queries.reviews_of(action)),
    )
