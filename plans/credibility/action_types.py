"""What kind of change the words of an action speak of, and with it how strong it is: a suggestion, never a verdict.

The kinds are those of the action hierarchy (VA NCPS and RCA2); `STRENGTH_OF` gives the strength. Nothing is suggested
where the words do not say, or where they speak of looking and counting, which change nothing by themselves (A4).
"""

from plans.credibility.lexicon import Lexicon, Words
from plans.credibility.specific import Reading
from plans.credibility.wording import reads_as_check
from plans.enums import ActionType

_NOTHING = "nothing"
"""Phrases that name no kind, though a word in them would."""
_KINDS = Lexicon(
    {
        _NOTHING: "vital signs, care map, never event*, audit findings, findings of, results of",
        ActionType.USABILITY_TESTED_DEVICE: """
            usability test*, usability tested, user tested, user testing, tested with staff before,
            human factors testing
        """,
        ActionType.SIMPLIFY: """
            simplif*, fewer step*, remov* step*, cut out, one form instead, single form, single referral form,
            single point of access, one place, merg*, shortened, shorten, to one page, remove duplicat*, stop using,
            no longer need*, combine*, combining
        """,
        ActionType.STANDARDISE: """
            standardis*, standardiz*, same form, one form, one agreed, agreed sequence, care map*, standard pathway*,
            single pathway, one pathway, standard form*, standard process*, standard trolley*, standard kit*,
            care bundle*, same layout, same equipment, uniform process, single process
        """,
        ActionType.REDUNDANCY: """
            second member of staff, second nurse, second carer, back up, backup, second on call, on call, 24/7, 24 7,
            stand in, named deputy, deputy covers, escalation route, contact number, contact numbers,
            contact listing*, telephone line*, phone line*, hotline*, helpline*, spare, emergency stock,
            duplicate system, single telephone number, managers numbers, managers' numbers, out of hours cover,
            direct telephone number
        """,
        ActionType.STAFFING: """
            recruit, recruited, recruits, recruiting, recruitment, vacanc*, vacant, appoint*, new post*, wte, fte,
            extra staff, additional staff, hire*, rota, rotas, roster*, workload*, caseload*, protected hours,
            protected time, employ, employed, employing, skill mix, supernumerary, bank staff, agency staff, taken on,
            joined, seconded, on duty, in post, member of staff, job fair*, advertis*, advert, ad, ads, on site,
            lead governor, staff are mandated, additional practitioners, based in, post of, named social worker
        """,
        ActionType.SOFTWARE: """
            electronic, electronically, software, app, e prescribing, digital*, alert, alerts, ehr, epr, automatic*,
            automat*, computer system, online, database*, text message*, texts patients, portal, mandatory field*,
            pop up*, dashboard*, patient record system, qr code*, e rostering, on the system
        """,
        ActionType.CHECKLIST: """
            checklist*, check list*, briefing sheet*, prompt card*, prompt*, aide memoire, grab sheet*, flowchart*,
            flow chart*, template*, one page profile*, passport*, cognitive aid*, screening tool*, tool, toolkit*,
            whiteboard*, handover sheet*, matrix, tracker*, pain scale, red tray*, assignment sheet*, wristband*,
            grab card*, algorithm*, body map
        """,
        ActionType.READ_BACK: "read back, readback, repeat back, repeated back, teach back, sbar, sbard",
        ActionType.FEWER_DISTRACTIONS: """
            distraction*, interruption*, do not disturb, protected mealtime*, protected from, quiet hour*, quiet time,
            red tabard*, night mode, sterile cockpit, no telephone calls, noise meter*
        """,
        ActionType.DOUBLE_CHECK: """
            double check*, two person check*, second check*, second checker, countersign*, two signatures,
            two nurses check*, by two nurses, witnessed by, independent check*, checked by two
        """,
        ActionType.WARNING: """
            poster*, sign, signs, signage, sticker*, label, labels, warning*, leaflet*, booklet*, information pack*,
            banner*, patient information, bulletin*, newsletter*
        """,
        ActionType.ENHANCED_DOCUMENTATION: """
            letter, letters, care plan*, support plan*, documentation, diary, communication book*, noticeboard*,
            notice board*, handover*, huddle*, form, forms, minutes, log, logs, log book*, register, registers,
            transfer form*, record of, chart, charts, information board*, boards, property book*, website*, card,
            cards, font, relatives phones, directory, telephone call*, book, books, care record*, assessment was,
            written list, appointment list*, shift report*, admission assessment
        """,
        ActionType.POLICY: """
            policy, policies, procedure*, guideline*, guidance, memo, memos, sop, sops, standard operating procedure*,
            remind*, reminder*, awareness, raise the profile, reinforc*, campaign*, spoken to, expectations
        """,
        ActionType.FURTHER_STUDY: """
            investigat*, analys*, explor*, consider, considered, consideration, ascertain*, look into, looking into,
            look at, looking at, scope, scoping, find out, determine, evaluate, evaluation, focus group*,
            process mapping, understand, undertake a review, carry out a review, conduct a review, a review of,
            review of, be reviewed, been reviewed, were reviewed, will review, needs analysis, gap analysis,
            options appraisal, work out, mapping workshop, mapping session, action plans, working group,
            task and finish, feasibility, survey
        """,
    },
)
_MEMO = Lexicon(
    {"memo": "email, emails, emailed, memo, memos, circular, briefing note*, a briefing, bulletin*, one page summary"}
)
_PREMISES = Lexicon(
    {
        "premises": """
            door, doors, lock, locks, keypad*, window, windows, window restrictor*, handrail*, grab rail*, rail,
            rails, ramp, ramps, sluice, bathroom*, wet room*, flooring, lighting, lights, layout, partition*, wall,
            walls, fence*, fencing, gate, gates, garden, quiet room*, sensory room*, treatment room*,
            consulting room*, family room*, ligature*, anti ligature, refurbish*, refit*, renovat*, rebuil*,
            redecorat*, soundproof*, sound proof*, viewing panel*, bollard*, barriers, ceiling, dispenser*, cabinet*,
            individual locked cabinets, privacy screens, sockets, shower*, toilet*
        """,
    }
)
_LEADERS = Lexicon(
    {
        "leader": """
            chief executive, chief nurse, executive director*, director, directors, nominated individual,
            board member*, non executive*, managing director, chair of the board, registered manager, head of service,
            governor
        """,
        "goes": """
            walkround*, walk round*, walkaround*, walkabout*, visits, visit, works a shift, works shifts, spends,
            spend, attends the, chairs, chair a, on the floor, shadow*
        """,
        "decides": """
            decide*, decided, decision*, what will change, agreed there, resolved, removes, unblocks, authoris*,
            releases, allocat*, what is needed, fund*, until none
        """,
    }
)
_REHEARSED = Lexicon(
    {
        "rehearsed": """
            simulation*, simulated, role play*, drill, drills, rehears*, shadows, shadowed, observed practice,
            observed episode, observed them, competency signed, competency assessment, competence signed,
            signed off by, signed off after, competency checked, until a nurse has observed, assessed in practice,
            signed by an assessor, observed and signed
        """,
    }
)

_OF_A_CHANGE = (
    ActionType.USABILITY_TESTED_DEVICE,
    ActionType.SIMPLIFY,
    ActionType.STANDARDISE,
    ActionType.READ_BACK,
    ActionType.FEWER_DISTRACTIONS,
    ActionType.DOUBLE_CHECK,
    ActionType.SOFTWARE,
    ActionType.REDUNDANCY,
    ActionType.STAFFING,
    ActionType.CHECKLIST,
    ActionType.WARNING,
    ActionType.ENHANCED_DOCUMENTATION,
)
"""In the order in which they are believed where the words speak of several."""


def suggest(text: str) -> ActionType | None:
    """The kind of change that an action's words speak of, or nothing where they do not say."""
    text = " ".join(text.split())
    read, words = Reading(text), Words(text)
    if not words.words or reads_as_check(text):
        return None
    first = {match.table: match.first for match in reversed(list(_KINDS.matches(words)))}
    spoken = set(first)
    if read.hedge or read.only_enquires:
        return ActionType.FURTHER_STUDY if ActionType.FURTHER_STUDY in spoken else None
    if _has(_MEMO, words):
        return ActionType.POLICY
    return (
        _barred(read, words, spoken)
        or _built(read, words)
        or _led(words)
        or _taught(read, words)
        or _changed(read, first)
        or _said(read, spoken)
    )


def _has(lexicon: Lexicon, words: Words, *tables: str) -> bool:
    found = {match.table for match in lexicon.matches(words)}
    return all(table in found for table in tables or lexicon.tables)


def _barred(read: Reading, words: Words, spoken: set[str]) -> ActionType | None:
    """A machine that stops, or admissions that do, force; a rule that people keep is a checklist."""
    if not read.barred:
        return None
    if _has(_REHEARSED, words):
        return ActionType.SIMULATION
    if ActionType.SOFTWARE in spoken or _FORCES & set(words.words):
        return ActionType.FORCING_FUNCTION
    return ActionType.CHECKLIST if ActionType.CHECKLIST in spoken else None


_FORCES = set("admissions admission referrals placements record system screen field pump machine interlock".split())


def _built(read: Reading, words: Words) -> ActionType | None:
    """Part of a building is changed; what is hung on a wall or put beside a window changes no building."""
    if not read.does("make", "build") or read.leads in ("soft", "look", "tell", "teaching"):
        return None
    for match in _PREMISES.matches(words):
        if not _BESIDE & set(words.words[max(match.first - 4, 0) : match.first]):
            return ActionType.PHYSICAL_CHANGE
    return None


_BESIDE = set("on from of by near beside above outside in at to checks alarms".split())


def _led(words: Words) -> ActionType | None:
    """A leader who goes there and decides: a visit alone is a look."""
    return ActionType.TANGIBLE_LEADERSHIP if _has(_LEADERS, words) else None


def _taught(read: Reading, words: Words) -> ActionType | None:
    if not read.does("teaching") or read.barred:
        return None
    if _has(_REHEARSED, words):
        return ActionType.SIMULATION
    if read.does("make", "build") and read.does("thing") and read.leads != "soft":
        return None  # the thing says what it is
    return ActionType.TRAINING


def _changed(read: Reading, first: dict[str, int]) -> ActionType | None:
    """Something is made, used or manned, and named; or it is named at once, with no verb before it."""
    makes = read.does("make", "build", "appoint", "keep") or read.timed or read.placed_in_time
    if makes and (read.leads not in ("soft", "look", "tell") or read.made or read.manned):
        return next((kind for kind in _OF_A_CHANGE if kind in first), None)
    named = [kind for kind in _OF_A_CHANGE if first.get(kind, _AT_ONCE) < _AT_ONCE]
    if named and not any(match.first < first[named[0]] for match in read.deeds):
        return named[0]
    return None


_AT_ONCE = 3
"""So early in the text a word names what the action is."""


def _said(read: Reading, spoken: set[str]) -> ActionType | None:
    """Words on paper, or a question to be looked into."""
    if ActionType.STAFFING in spoken and read.does("appoint"):
        return ActionType.STAFFING
    if ActionType.POLICY in spoken and not read.number:
        return ActionType.POLICY
    asked = ActionType.FURTHER_STUDY in spoken or read.text.lower().startswith("review ")
    return ActionType.FURTHER_STUDY if asked and not read.specific else None
