"""What kind of change the words of an action speak of, and with it how strong it is: a suggestion, never a verdict.

The kinds are those of the action hierarchy (VA NCPS and RCA2). The first line of the table that fits names the kind;
where nothing fits, or the words speak of looking and not of changing, nothing is suggested.
"""

import re

from plans.credibility import lexicon as words
from plans.credibility.lexicon import near, pattern
from plans.enums import ActionType

TABLE: tuple[tuple[ActionType, re.Pattern[str]], ...] = (
    (
        ActionType.SIMULATION,
        pattern(
            """
        simulation*, simulated, role play*, role-play*, drill, drills, rehears*, shadow* shift*
        """,
            r"train\w*\s+(?:with|and|followed by)\s+(?:\w+\s+){0,3}observ\w*",
            r"(?:observed|competen\w+)\s+(?:\w+\s+){0,4}(?:sign\w*[- ]off|before)",
        ),
    ),
    (
        ActionType.FORCING_FUNCTION,
        pattern(
            """
        interlock*, hard stop*, mandatory field*, cannot be closed until, cannot be saved, locked until, stops
        discharge, key-coded, smart pump*, connector*, not accept* admission*, not accept* new admission*
        """,
            r"no\s+(?:[\w,]+\s+){1,9}?(?:will|may|can)\s+\w+(?:\s+\w+){0,4}\s+(?:without|until)",
            r"(?:cannot|may not|not)\s+(?:be\s+)?\w+(?:\s+\w+){0,6}\s+(?:without|until)",
            r"admissions?\s+(?:are|is|have been|will be)\s+(?:paused|stopped|suspended|closed)",
            r"(?:stop|pause|suspend|cease|close)\w*\s+(?:all\s+|new\s+)*(?:admissions?|referrals?|placements?|"
            r"beds)",
        ),
    ),
    (
        ActionType.USABILITY_TESTED_DEVICE,
        pattern(
            """
        usability test*, tested with staff before, user-tested
        """,
        ),
    ),
    (
        ActionType.PHYSICAL_CHANGE,
        pattern(
            """
        keypad*, lock, locks, door, doors, window restrictor*, handrail*, grab rail*, ramp*, sluice, refurbish*,
        refit*, renovat*, rebuil*, redecorat*, flooring, lighting, layout, partition*, sound proof*, soundproof*,
        quiet room*, sensory room*, wheelchair*, mattress*, hoist*, bed, beds, dispenser*, fence*, fencing, sensor*,
        relatives phone*, portable phone*, telephone line*, furniture, curtain*, equipment, camera*, cctv, ligature*,
        window*, garden
        """,
        ),
    ),
    (
        ActionType.TANGIBLE_LEADERSHIP,
        pattern(
            """
        walkround*, walk-round*, walkaround*, walk round*, executive visit*, director visit*
        """,
            r"(?:chief executive|chief nurse|director|nominated individual|board member|registered manager|"
            r"manager)s?\s+(?:\w+\s+){0,3}(?:visits?|chairs?|attends?|meets?|works?|leads?|holds?|on shift)",
            r"protect\w*\s+(?:\w+\s+){0,4}(?:hours|time|manager)",
        ),
    ),
    (
        ActionType.SIMPLIFY,
        pattern(
            """
        simplif*, one form instead, remove* step*, fewer step*, single form, single referral, one place, merge*,
        combin*, cut out, stop using, one-page, single point of, streamlin*
        """,
        ),
    ),
    (
        ActionType.STANDARDISE,
        pattern(
            """
        standardis*, standardiz*, standard format, same form, care bundle*, pathway*, protocol*, standard operating
        procedure*, sop, agreed sequence, care map*, revised form, redesigned form, larger font, clinic letter
        template, one form, script*, grading
        """,
        ),
    ),
    (
        ActionType.REDUNDANCY,
        pattern(
            """
        second member of staff, back-up, backup, second on-call, on-call, on call, 24/7, stand-in, deputy covers,
        named deputy, escalation route, contact number, contact listing*, out of hours
        """,
        ),
    ),
    (
        ActionType.STAFFING,
        pattern(
            """
        recruit*, vacanc*, vacant, appoint*, new post*, wte, fte, staffing ratio*, staffing level*, ratios of, extra
        staff, additional staff, agency, hire*, rota, rotas, workload, caseload*, protected hours, protected time,
        employ, employed, skill mix, supernumerary, bank staff
        """,
        ),
    ),
    (
        ActionType.SOFTWARE,
        pattern(
            """
        electronic*, software, app, e-prescribing, digital*, alert*, dashboard*, ehr, epr, automatic*, computer*,
        tablet*, online, website, database*, text message*, system flag*
        """,
        ),
    ),
    (
        ActionType.CHECKLIST,
        pattern(
            """
        checklist*, check list*, check-list*, briefing sheet*, prompt*, aide memoire, grab sheet*, flowchart*, flow
        chart*, template*, one-page profile*, passport*, cognitive aid*, rubric*, tool, whiteboard*, handover sheet*,
        matrix, register, registers, log, logs, tracker*
        """,
        ),
    ),
    (
        ActionType.READ_BACK,
        pattern(
            """
        read back, read-back, repeat back, teach back, teach-back, sbar
        """,
        ),
    ),
    (
        ActionType.FEWER_DISTRACTIONS,
        pattern(
            """
        distraction*, interruption*, do not disturb, protected mealtime*, quiet time, red tabard*, reduc* noise, night
        mode
        """,
        ),
    ),
    (
        ActionType.DOUBLE_CHECK,
        pattern(
            """
        double check*, double-check*, two-person check*, second check*, countersign*, two signatures, two nurses
        """,
        ),
    ),
    (
        ActionType.WARNING,
        pattern(
            """
        poster*, sign, signs, signage, sticker*, label*, warning*, alert card*
        """,
        ),
    ),
    (
        ActionType.ENHANCED_DOCUMENTATION,
        pattern(
            """
        letter, letters, care plan*, support plan*, documentation, diary, communication book*, noticeboard*, notice
        board*, handover*, huddle*, record*, notes, calls each family, telephones each family, form, forms, shift
        instruction*, minutes
        """,
        ),
    ),
    (
        ActionType.TRAINING,
        pattern(
            """
        train, trains, trained, training, educat*, in-servic*, inservic*, workshop*, e-learning, refresher*, toolbox
        talk*, study day*, induction, coach*, remind*, awareness, re-educat*, supervision, session*, upskill*
        """,
        ),
    ),
    (
        ActionType.POLICY,
        pattern(
            """
        policy, policies, procedure*, guideline*, guidance, memo, strategy, framework*
        """,
        ),
    ),
    (
        ActionType.FURTHER_STUDY,
        pattern(
            """
        investigat*, analys*, explor*, consider, ascertain*, look into, looking into, scoping, find out, determine,
        evaluate, review, reviews, focus group*, process mapping, understand
        """,
        ),
    ),
)
"""The kind, and words that speak of it, from the strongest to the weakest."""

ONLY_LOOKS = pattern(
    """
    audit, audits, audited, auditing, spot check*, spot-check*, survey*, observation of, observations of, monitor*,
    file check*, dip sampl*, mystery shopp*
    """,
)
"""A4: looking and counting are checks or measures and carry no strength."""


def suggest(text: str) -> ActionType | None:
    """The kind of change that an action's words speak of, or nothing where they do not say."""
    text = " ".join(text.split())
    if ONLY_LOOKS.search(text) and not words.THINGS.search(text):
        return None
    if words.ENQUIRIES.search(text):
        return ActionType.FURTHER_STUDY
    teaching = words.TEACHING.search(text)
    for kind, table in TABLE:
        found = table.search(text)
        if not found:
            continue
        if kind is ActionType.PHYSICAL_CHANGE and not near(words.MAKING, table, text):
            continue  # a door that is mentioned is not a door that is fitted
        if teaching and kind not in STANDS_BESIDE_TRAINING and teaching.start() < found.start():
            return ActionType.TRAINING  # “train staff in the new protocol” is training
        return kind
    return None


STANDS_BESIDE_TRAINING = {
    ActionType.SIMULATION,
    ActionType.FORCING_FUNCTION,
    ActionType.TRAINING,
    ActionType.POLICY,
    ActionType.FURTHER_STUDY,
}
"""Kinds that the word “training” before them does not take back."""
