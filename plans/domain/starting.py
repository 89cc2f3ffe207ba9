"""Starting a plan with something in it: from a template, or from a copy of another plan of the organisation."""

from collections.abc import Callable
from typing import Any

from plans import queries
from plans.domain import drafting, plans
from plans.models import Plan
from plans.queries import copying
from plans.starting_points import StartingPoint
from recovery import dates
from recovery.verbs import verb


@verb
def from_template(*, template: StartingPoint, by, at, **about) -> Plan:
    """Whoever alone has the job title that an action names is proposed as its owner."""
    about["starts_on"] = about.get("starts_on") or dates.day_of(at)
    content = template.drafted(about["starts_on"], _alone(queries.owners()), _alone(queries.staff()))
    about["summary"] = about.get("summary") or template.summary
    return _started(content, about, f"Started from the template “{template.title}”", by=by, at=at)


@verb
def from_copy(*, source: Plan, by, at, **about) -> Plan:
    """Its words, its links and its dates, as far from the start as they were. Nothing of what happened in it, nothing
    about people who were affected, no evidence, and no owner who cannot own an action now."""
    about["starts_on"] = about.get("starts_on") or dates.day_of(at)
    content = copying.drafted_again(source, about["starts_on"])
    about |= {"summary": about.get("summary") or source.summary, "copied_from": source}
    return _started(content, about, f"Copied from {source.reference} {source.title}", by=by, at=at)


def _started(content, about: dict[str, Any], reason: str, *, by, at) -> Plan:
    plan = plans.create(by=by, at=at, reason=reason, **about)
    return drafting.fill(plan=plan, content=content, by=by, at=at, reason=reason)


def _alone(people) -> Callable[[str], Any]:
    """A job title → the id of the one person who has it; nothing where nobody has, or several."""
    titled: dict[str, list] = {}
    for person in people:
        titled.setdefault(person.job_title.casefold(), []).append(person.pk)
    return {title: found[0] for title, found in titled.items() if len(found) == 1}.get
