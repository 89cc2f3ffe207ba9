"""Calendar feeds: the page where a person makes and revokes them, and the feed itself, read without signing in."""

import datetime

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from plans.domain import calendar as feeds
from plans.forms import FeedForm
from plans.models import CalendarFeed
from plans.presenters import calendar as words
from plans.queries import calendar as reads
from plans.queries import my_work
from plans.views import editing
from recovery import dates
from recovery.exceptions import Refused
from recovery.tenancy import context
from recovery.tenancy.models import Membership
from recovery.tenancy.permissions import page, public

AHEAD = datetime.date.max
"""Every review is in the calendar, however far ahead."""


@page("work.view")
def calendar_feeds(request):
    """The address of a new feed is on the answer to its making, and nowhere again."""
    form, address = FeedForm(request.POST or None), ""
    if form.is_valid():
        try:
            _, secret = feeds.make(name=form.cleaned_data["name"], by=request.actor, at=dates.now())
            address = settings.BASE_URL + reverse("calendar_feed", args=[secret])
            form = FeedForm()
        except Refused as refusal:
            form.add_error("name", str(refusal).removesuffix("."))
    shown = {
        "crumbs": [{"label": "My work", "url": reverse("my_work")}],
        "form": form,
        "address": address,
        "feeds": reads.feeds_of(request.workspace.membership),
    }
    return render(request, "plans/calendar_feeds.html", shown, status=422 if form.is_bound else 200)


@page("work.view")
def calendar_revoke(request, feed_id):
    feed = get_object_or_404(CalendarFeed, pk=feed_id, owner=request.workspace.membership, revoked_at=None)
    place = reverse("calendar_feeds")
    if request.method == "POST":
        feeds.revoke(feed=feed, by=request.actor, at=dates.now())
        return editing.done(request, place, "Revoked")
    shown = {
        "title": f"Revoke the calendar address “{feed.name}”?",
        "sentence": "Whatever calendar reads it gets nothing more. It cannot be taken back; a new one can be made.",
        "cancel": place,
        "here": request.get_full_path(),
        "crumbs": [{"label": "My work", "url": reverse("my_work")}, {"label": "Calendar", "url": place}],
    }
    return render(request, "plans/calendar_revoke.html", shown)


@public
@require_safe
def calendar_feed(request, secret):
    """Whoever holds the secret reads the dates of one person: their reading rights, nothing more, as they are today."""
    found = reads.known(feeds.digest_of(secret))
    if found is None:
        raise Http404
    with context.tenant(found.org_id):
        owner = Membership.objects.get(pk=found.owner_id)
    now, by = dates.now(), context.Actor.of(owner)
    with context.tenant(found.org_id, by=by):
        feeds.used(feed_id=found.feed_id, by=by, at=now)
        content = words.ics(my_work.dates_of(owner), my_work.controls_to_review(by, AHEAD), at=now)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="holdfast.ics"'
    response["Cache-Control"] = "private, max-age=900"
    return response
