"""What the words of an action or of a cause leave open: A8, A4 and C2. They advise or warn; nobody is stopped by them.

How an action is read, and when it is *specific*, stands in `specific`. Specific is not the same as strong: for that see
`action_types`.
"""

import functools
import re
from collections.abc import Iterator

from plans.credibility.lexicon import Lexicon, Match, Words
from plans.credibility.registry import ADVISES, WARNS, Finding
from plans.credibility.specific import Reading

# --- A8: vague wording -------------------------------------------------------------------------------------------

WHY_A8 = "What cannot be inspected afterwards is argued about in the next meeting, not closed."


def findings(text: str, *, has_owner: bool = False, has_due: bool = False) -> list[Finding]:
    """What the wording of an action leaves open: nothing for a good one, otherwise one to three findings.

    `has_owner`, `has_due`: the owner and the due date stand in fields of their own, so that the text need not say them.
    """
    return list(_findings(" ".join(text.split()), has_owner, has_due))


@functools.lru_cache(maxsize=4096)  # a plan is checked again after every change of one of its fifty actions
def _findings(text: str, has_owner: bool, has_due: bool) -> tuple[Finding, ...]:
    read = Reading(text, has_owner=has_owner, has_due=has_due)
    if not text or read.specific:
        return ()
    return tuple(_left_open(read))


def _left_open(read: Reading) -> Iterator[Finding]:
    if read.hedge:
        yield _advice(f"“{read.hedge}” leaves open whether it happens.", read, read.hedge)
    elif read.condition:
        yield _advice(f"“{read.condition}” leaves open when it happens, and who decides.", read, read.condition)
    if read.only_enquires and read.enquiry != read.hedge:
        yield _advice(
            f"“{read.enquiry}” finds something out; it does not say what will then be different.", read, read.enquiry
        )
    elif read.only_teaches:
        yield _advice(
            f"“{read.teaching}” says what people are told or taught, not what they then do, nor how that is seen.",
            read,
            read.teaching,
        )
    elif not read.has_output:
        yield _no_output(read)


def _no_output(read: Reading) -> Finding:
    """It makes something that nothing holds down; it looks, and does not say how; or it names an activity."""
    made = read.first("document", "scheme", "service", "thing")
    if (
        made
        and read.does("make", "build", "appoint")
        and read.leads not in ("soft", "look", "tell")
        and not read.anchored
    ):
        return _advice(
            f"“{made}” could be said to be there whatever has changed: no number, date, place or content says which.",
            read,
            made,
        )
    if read.leads == "look":
        looked = read.first("look")
        return _advice(f"“{looked}” does not yet say {_unsaid_of_a_look(read)}.", read, looked)
    activity = read.first("soft", "tell", "look", "keep")
    if activity:
        return _advice(
            f"“{activity}” is an activity: nothing is named that an outsider could inspect afterwards.", read, activity
        )
    return _advice("Nothing is named that an outsider could inspect afterwards.", read)


def _unsaid_of_a_look(read: Reading) -> str:
    said = {
        "how often": read.frequencies or read.length or read.date,
        "of how many": read.number,
        "by whom": read.role or read.has_owner,
        "where the result stands": read.method,
    }
    unsaid = [question for question, answer in said.items() if not answer] or ["what is then done with the result"]
    return unsaid[0] if len(unsaid) == 1 else f"{', '.join(unsaid[:-1])}, or {unsaid[-1]}"


def _advice(sentence: str, read: Reading, matched: str = "") -> Finding:
    asked = []
    if not (read.role or read.has_owner):
        asked.append("who will do it")
    if not (read.date or read.frequencies or read.has_due):
        asked.append("by when")
    asked.append("what could an outsider inspect afterwards")
    question = asked[0] if len(asked) == 1 else f"{', '.join(asked[:-1])}, and {asked[-1]}"
    return Finding(
        sentence, f"{question[:1].upper()}{question[1:]}?", rule="A8", severity=ADVISES, why=WHY_A8, matched=matched
    )


# --- A4: checks in the place of actions ----------------------------------------------------------------------------

_CHECKS = Lexicon(
    {
        "check": """
            audit, audits, auditing, audited, re audit, re audits, spot check, spot checks, spot checking, dip sample,
            dip samples, dip sampling, file check, file checks, file audit, file audits, case file audit, file review,
            file reviews, survey, surveys, surveyed, questionnaire survey, observation of, observations of, observe,
            observes, observing, practice observation, practice observations, observation visit, observation visits,
            competency check, competency checks, quality check, quality checks, mystery shopper, mystery shopping,
            mystery shoppers, inspection, inspections, inspection visit, self assessment, peer review, peer reviews,
            thematic review, thematic reviews, feedback call, feedback calls, exit interviews, sample of
        """,
        "thing": """
            audit tool, audit form, audit template, audit sheet, audit cycle, audit calendar, survey form,
            survey tool, inspection sheet, inspection form, audit programme, audit findings, audit results,
            results of audits, inspection report, audit recommendations, audit post, audit lead, audit officer,
            care quality commission inspection
        """,
    }
)
_ENDS = re.compile(r"[,;:.!?](?=\s|$)|\s(?:and|then)\s|\n")


def reads_as_check(text: str) -> str:
    """The words by which an action is a check or a measure and no change (A4); nothing for one that changes something.

    What is audited is no change: the clause that speaks of the check is set aside, and the rest must change something.
    """
    text = " ".join(text.split())
    match = next((found for found in _CHECKS.matches(Words(text)) if found.table == "check"), None)
    if match is None:
        return ""
    start, _ = Words(text).places[match.first]
    end = next((found.start() for found in _ENDS.finditer(text, start)), len(text))
    rest = Reading(f"{text[:start]} {text[end:]}")
    changes = rest.does("make", "build", "appoint") and rest.does("thing", "service", "document", "scheme")
    return "" if changes or rest.manned or rest.barred else match.quoted


# --- C2: causal statements -----------------------------------------------------------------------------------------

WHY_C2 = "A cause that blames, or stops at a person’s error, leaves in place what made the error likely."
_CAUSES = Lexicon(
    {
        "descriptor": """
            poor, poorly, inadequate, inadequately, insufficient, insufficiently, careless, carelessly, carelessness,
            negligent, negligence, sloppy, bad, badly, weak, weakness, weaknesses, inappropriate, inappropriately,
            unacceptable, incompetent, incompetence, complacent, complacency, lazy, laziness, substandard,
            sub standard, ineffective, ineffectively, unsatisfactory, deficient, deficiencies, failings,
            unprofessional, lax, lacklustre, thoughtless, disorganised, chaotic, unreliable, low standards,
            below standard, not good enough, uncaring, apathy, apathetic, lack of care, lack of leadership,
            lack of communication, lack of training, lack of awareness, lack of oversight, lack of engagement,
            lack of support, lack of clarity, lack of understanding, lack of knowledge, lack of resources,
            lack of staff, lack of time, lack of governance, lack of accountability, lack of supervision,
            lack of ownership, lack of attention, lack of consistency, lack of experience,
            lack of professional curiosity, not robust
        """,
        "error": """
            error, errors, human error, mistake, mistakes, mistaken, mistakenly, forgot, forgotten, forgetting,
            misread, misreading, misjudg*, misunderst*, misinterpret*, miscalculat*, misidentif*, misheard, mixed up,
            overlooked, overlook, slipped up, lapse, lapses, breach, breached, breaches, breaching, ignored, ignoring,
            disregard*, violated, violation, violations, did not follow, didn't follow, do not follow,
            does not follow, had not followed, not following, were not following, was not following, failed to follow,
            failure to follow, failing to follow, not followed, was not followed, were not followed,
            not being followed, not adhere*, failed to adhere, failure to adhere, not comply, not complied,
            failed to comply, failure to comply, did not adhere, did not comply, non compliance, noncompliance,
            non compliant, deviat* from, deviation, deviations, broke the rule*, short cut, short cuts, shortcut,
            shortcuts, wrong, wrongly, incorrectly, incorrect, bypassed, worked around, workaround, workarounds,
            skipped, human factors, inattention, not in line with, against policy, against procedure, contrary to
        """,
        "omission": """
            did not, didn't, do not, don't, does not, doesn't, failed to, failure to, failing to, fails to, omitted,
            omission, omissions, neglected to, never, no one, nobody, no staff, was missed, were missed, been missed,
            missed, left undone, not done, not carried out, not completed, not recorded, not reported, not escalated,
            not reviewed, not held, not checked, not told, not updated, not shared, not informed, not documented,
            not followed up
        """,
        "none": """
            no error, no errors, error rate, error rates, error log, data breach policy, never events, never event,
            do not attempt, did not know, not required to, did not have, do not have, does not have, did not exist,
            does not exist, did not include, does not include, did not show, does not show, did not say, does not say,
            did not allow, does not allow, did not fit, does not fit, did not work, does not work, did not name,
            does not name, did not match, does not match, did not reach, does not reach, did not list, does not list
        """,
    }
)
_NOT_DONE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|being)\s+not\s+(?:been\s+|always\s+|being\s+|yet\s+|fully\s+|properly\s+){0,2}"
    r"(?!required|needed|allowed|permitted|intended|designed|expected|supposed|qualified|skilled|experienced|used\s+to)"
    r"(?:[a-z]+ed|done|given|held|kept|made|sent|seen|told|written|taken|put|read|met|found|drawn|sought|undertaken|chosen)\b"
    r"|\b(?:wasn|weren|hasn|haven|hadn)['’]t\s+(?:been\s+)?[a-z]+ed\b",
    re.IGNORECASE,
)


def asks_preceding_cause(text: str) -> bool:
    """Whether it speaks of a person's error or a breach of procedure: what made that likely comes before it."""
    return _said("error", text) is not None


def asks_duty_source(text: str) -> bool:
    """Whether it speaks of something left undone: that is a cause only where there was a duty to do it."""
    return bool(_omitted(text))


def causal_findings(
    cause: str, effect: str = "", event: str = "", *, preceding_cause: str = "", duty_source: str = ""
) -> list[Finding]:
    """What a causal statement leaves open (C2, after the five rules of causation). `field` says where it is mended."""
    found = []
    for field, text in (("cause", cause), ("effect", effect), ("event", event)):
        described = _said("descriptor", text)
        if described:
            found.append(
                _warning(
                    f"“{described.quoted}” judges; it does not say what was so.",
                    "Say what somebody would have seen: what was missing, how often, since when.",
                    field,
                    described.quoted,
                )
            )
    error = _said("error", cause)
    if error and not preceding_cause.strip():
        found.append(
            _warning(
                f"“{error.quoted}” is what a person did. What made it likely comes before it.",
                "Say what in the work, the tools, the rota or the instructions made it likely.",
                "preceding_cause",
                error.quoted,
            )
        )
    omitted = _omitted(cause)
    if omitted and not duty_source.strip():
        found.append(
            _warning(
                f"“{omitted}” speaks of something left undone, which is a cause only where there was a duty to do it.",
                "Name where the duty comes from: a procedure and its section, a regulation, the support plan.",
                "duty_source",
                omitted,
            )
        )
    return found


def _said(table: str, text: str) -> Match | None:
    return next((match for match in _CAUSES.matches(Words(text)) if match.table == table), None)


def _omitted(text: str) -> str:
    """The words that speak of an omission; a breach of procedure (“did not follow”) is asked for its cause instead."""
    match = _said("omission", text)
    if match:
        return match.quoted
    breaches = [found.quoted for found in _CAUSES.matches(Words(text)) if found.table in ("error", "none")]
    for found in _NOT_DONE.finditer(text):
        if not any(breach in found.group() or found.group() in breach for breach in breaches):
            return found.group()
    return ""


def _warning(sentence: str, advice: str, field: str, matched: str) -> Finding:
    return Finding(sentence, advice, "cause", field=field, rule="C2", severity=WARNS, why=WHY_C2, matched=matched)
