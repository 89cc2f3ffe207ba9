"""What is said beside the fields of a form while it is written. It writes nothing and refuses nothing."""

import re

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from plans import rules
from plans.forms import ActionForm, CauseForm, ProblemForm
from plans.models import Plan
from recovery.tenancy.permissions import page

FORMS = {"problem": ProblemForm, "cause": CauseForm, "action": ActionForm}
SLOT = re.compile(r"[a-z0-9-]{1,60}")


@page("plan.edit")
@require_POST
def part_check(request, plan_id, kind):
    plan = get_object_or_404(Plan, pk=plan_id)
    rules.may_edit(plan)
    options = {"due_locked": "due_on_day" not in request.POST} if kind == "action" else {}
    form = FORMS[kind](request.POST, plan=plan, **options)
    slot = request.GET.get("at", "")
    if SLOT.fullmatch(slot):
        form.auto_id = f"{slot}_%s"
    return render(request, "plans/advice.html", {"form": form})
