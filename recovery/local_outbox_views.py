"""The pages of the local outbox: every email as it would have been sent, for who tries the product out.

Routed only while no mail server is set up, when there is nobody else to show the mail to. They show all of it to
everybody, sign-in links included, and so answer 404 as soon as there is a mail server.
"""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from recovery import local_outbox
from recovery.tenancy.permissions import public

# The email's own HTML: no script, no form, nothing fetched, and an origin of its own.
SEALED = "sandbox; default-src 'none'; style-src 'unsafe-inline'"


def _only_in_evaluation() -> None:
    if settings.EMAIL_URL:
        raise Http404("Mail goes to a mail server.")


def _email(email_id: str) -> local_outbox.Email:
    _only_in_evaluation()
    try:
        return local_outbox.read(local_outbox.directory(), email_id)
    except FileNotFoundError:
        raise Http404("No such email.") from None


@public
@require_GET
def outbox_list(request):
    _only_in_evaluation()
    page = local_outbox.listing(local_outbox.directory(), number=request.GET.get("page", 1))
    return render(request, "outbox/list.html", {"page": page})


@public
@require_GET
def outbox_email(request, email_id):
    email = _email(email_id)
    places = [{"label": "Local outbox", "url": reverse("outbox_list")}]
    return render(request, "outbox/email.html", {"email": email, "places": places})


@public
@require_GET
@xframe_options_sameorigin
def outbox_html(request, email_id):
    """The HTML part alone, for the frame on the email's page."""
    email = _email(email_id)
    if not email.html:
        raise Http404("The email has no HTML part.")
    return HttpResponse(email.html, headers={"Content-Security-Policy": SEALED, "Cache-Control": "no-store"})


# For the permission matrix: anybody may see these, but only while there is no mail server.
for _view in (outbox_list, outbox_email, outbox_html):
    _view.public_in_evaluation = True
