"""A person's dates as a calendar reads them (RFC 5545): whole days, in London, with a link and no more than a title.

A calendar is kept by somebody else's server, so nothing of it says more than a commissioner may read.
"""

import datetime
from collections.abc import Iterable
from uuid import UUID

import icalendar
from django.conf import settings
from django.urls import reverse

from plans.models import Action, Milestone

PRODUCT = "-//Holdfast//Dates of recovery plans//EN"
EVERY = datetime.timedelta(hours=1)


def ics(milestones: Iterable[Milestone], controls: Iterable[Action], *, at: datetime.datetime) -> bytes:
    """The dates of these milestones, and the reviews of these controls."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Holdfast: my dates")
    calendar.add("x-wr-timezone", "Europe/London")
    calendar.add("refresh-interval", EVERY, parameters={"value": "DURATION"})
    for one in milestones:
        action = one.action
        name = f"{action.reference} {action.title}" if one.is_completion else f"{one.name} ({action.reference})"
        calendar.add_component(_event(f"milestone-{one.pk}", one.due_on, f"Due: {name}", action, one.version, at))
    for action in controls:
        if action.review_on:
            words = f"Review the control {action.reference} {action.title}"
            calendar.add_component(_event(f"review-{action.pk}", action.review_on, words, action, action.version, at))
    return calendar.to_ical()


def _event(key: str, day: datetime.date, words: str, action: Action, version: int, at: datetime.datetime):
    event = icalendar.Event()
    event.add("uid", f"{key}@holdfast")
    event.add("dtstamp", at)
    event.add("sequence", version)
    event.add("dtstart", day)
    event.add("dtend", day + datetime.timedelta(days=1))
    event.add("summary", f"{words}, {action.plan.reference}")
    event.add("url", _address(action.pk))
    event.add("transp", "TRANSPARENT")
    return event


def _address(action_id: UUID) -> str:
    return f"{settings.BASE_URL}{reverse('action_detail', args=[action_id])}"
