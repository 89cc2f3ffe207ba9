"""Pages of the platform itself: home, the workspace switcher, health."""

from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from recovery.tenancy import workspaces
from recovery.tenancy.enums import Capacity, Role
from recovery.tenancy.permissions import public

FIRST_PAGE = {
    Capacity.PROVIDER: "plan_list",
    Capacity.COMMISSIONER: "portfolio",
    Capacity.AUDITOR: "audit_plans",
}


@public
def home(request):
    """Where a person lands: the first page of their workspace, for action leads their own work; or sign-in."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.workspace is None:
        return redirect("workspace_none")
    if request.workspace.roles == {Role.ACTION_LEAD}:
        return redirect("my_work")
    return redirect(FIRST_PAGE[request.workspace.capacity])


@public
def workspace_none(request):
    """Signed in, but no organisation has this person any more."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    if request.workspace is not None:
        return redirect("home")
    return render(request, "workspace_none.html", status=403)


@public
def workspace_choose(request):
    """Switch to another of one's own workspaces. An unknown one, or none, changes nothing."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    key = request.POST.get("workspace", "")
    if any(workspace.key == key for workspace in request.workspaces):
        request.session[workspaces.SESSION_KEY] = key
    return redirect("home")


@public
@require_GET
def health_live(request):
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_GET
def health_ready(request):
    """The process can serve: the database answers. The broker is not asked: pages work without it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"database": "does not answer"}, status=503)
    return JsonResponse({"database": "ok"})


@public
def csrf_failure(request, reason=""):
    """A form whose safety token is missing or old, most often after signing in again in another tab."""
    sentence = (
        "This form was opened before you last signed in, so it could not be trusted. Nothing was saved. "
        "Go back, copy what you typed, reload the page and send it again."
    )
    back = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = reverse("home")
    return render(request, "403.html", {"sentence": sentence, "back": back}, status=403)
