"""The ways in which a plan can begin, as cards to choose from."""

from typing import Any

from django.urls import reverse

from plans import starting_points
from plans.enums import Stage
from plans.starting_points import StartingPoint


def ways(chosen: str) -> list[dict[str, Any]]:
    """Each with its title, what is in it, and where it is chosen."""
    begin = reverse("plan_new")
    cards = [
        {
            "key": "empty",
            "title": "An empty plan",
            "about": "You write everything: what broke down, why, and what will be done.",
            "url": f"{begin}?from=empty#begin",
        },
        {
            "key": "copy",
            "title": "A copy of another plan",
            "about": "Its problems, causes and actions, with dates counted from the new start. "
            "Not its evidence, its progress, or who was affected.",
            "url": f"{begin}?from=copy#begin",
        },
        {
            "key": "spreadsheet",
            "title": "A spreadsheet",
            "about": "An action plan in Excel or CSV, yours or one that was exported here. "
            "You say what each column means, and see every row before anything is written.",
            "url": reverse("import_new"),
        },
        *(_template(one, f"{begin}?from={one.key}#begin") for one in starting_points.every()),
    ]
    return [card | {"current": card["key"] == chosen} for card in cards]


def _template(one: StartingPoint, url: str) -> dict[str, Any]:
    last = max(action["due"] for action in one.actions)
    return {
        "key": one.key,
        "title": one.title,
        "kind": "Template",
        "about": one.about,
        "url": url,
        "inside": f"{len(one.problems)} problems, {len(one.causes)} root causes, {len(one.actions)} actions "
        f"over {round(last / 7)} weeks",
        "stages": [
            {
                "label": stage.label,
                "actions": [
                    {"title": action["title"], "role": action["role"], "due": f"day {action['due']}"}
                    for action in one.actions
                    if action["stage"] == stage
                ],
            }
            for stage in Stage
        ],
    }


def chosen(way: str) -> dict[str, str]:
    """What stands over the form."""
    if way == "empty":
        return {
            "title": "An empty plan",
            "sentence": "Say what it is about. Problems, causes and actions come next, and all of it stays a draft "
            "until you send it.",
        }
    if way == "copy":
        return {
            "title": "A copy of another plan",
            "sentence": "Dates are moved to the new start. People who can no longer own an action are left out.",
        }
    return {
        "title": f"From the template “{starting_points.get(way).title}”",
        "sentence": "Everything in it is a draft to adapt: make each sentence true here, and add the evidence. Dates "
        "are counted from the start that you give, or from today. Where exactly one person has the job "
        "title that an action names, they are proposed as its owner.",
    }
