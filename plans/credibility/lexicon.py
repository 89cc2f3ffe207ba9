"""The words that the wording rules look for, as tables. No logic: `wording` and `action_types` read them.

Each entry is a pattern of words; `*` stands for any ending. They come from how improvement plans of hospitals, care
homes, councils and practices are worded, on both sides of the Atlantic.
"""

import re


def pattern(entries: str, *expressions: str) -> re.Pattern[str]:
    """One pattern for a table of words, separated by commas, and for what words alone cannot say. Whole words only; a
    space is any space; capitals and small letters are the same."""
    words = [one for one in (" ".join(entry.split()) for entry in entries.split(",")) if one]
    parts = [re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for word in words]
    return re.compile(rf"(?<!\w)(?:{'|'.join([*parts, *expressions])})(?!\w)", re.IGNORECASE)


def near(one: re.Pattern[str], other: re.Pattern[str], text: str, *, most: int = 8) -> bool:
    """Whether a word of each table stand within so many words of each other, in one sentence."""
    seconds = [match.span() for match in other.finditer(text)]
    for match in one.finditer(text):
        for start, end in seconds:
            if start < match.end() and match.start() < end:
                continue  # the same word
            between = text[end : match.start()] if end <= match.start() else text[match.end() : start]
            if len(between.split()) <= most and not re.search(r"[.;]\s", between):
                return True
    return False


# --- What leaves open whether anything happens ----------------------------------------------------------------

HEDGES = pattern(
    """
    as appropriate, where appropriate, when appropriate, if appropriate, as applicable, where applicable, as needed,
    if needed, where needed, when needed, as necessary, if necessary, where necessary, when necessary, as required, if
    required, where required, when required, if indicated, as indicated, where possible, when possible, wherever
    possible, whenever possible, if possible, where practicable, as far as possible, as far as practicable, where
    feasible, as soon as possible, asap, in due course, as and when, at the earliest opportunity, when capacity
    allows, subject to funding, over time, aim to, aims to, aiming to, aimed at, aim at, seek to, seeks to, seeking
    to, strive*, striving, endeavour*, hope to, hopes to, hoping to, intend to, intends to, try to, trying to, work
    towards, working towards, be suggested, is a priority, are a priority, a priority for, most of, to be determined,
    tbc, tbd, to be confirmed, be mindful, bear in mind, however big or small, where they can, plans to, planning to,
    aspires, aspire to, aspires to
    """,
    r"we plan to",
    r"work(?:ing)?\s+to(?!\s+be)",
)

# --- Looking into something: no change follows by itself -------------------------------------------------------

ENQUIRIES = pattern(
    """
    explore*, exploring, look into, looking into, look at, looking at, ascertain*, investigate, determine how,
    determine if, determine whether, determine what, find out, scoping, think about, evaluate whether, assess whether,
    assess the feasibility, feasibility, identify ways, identify opportunities, identify areas, identify where, ways
    to, better understand, gain an understanding, reflect on, learn from, discuss options, options appraisal, process
    mapping, creating action plans, create action plans, creating an action plan, create an action plan, develop
    action plans, develop an action plan, take stock, consider, considering, be considered, consideration of,
    consideration to, understand the reasons
    """,
)

# --- Activities that never count as output alone ---------------------------------------------------------------

TEACHING = pattern(
    """
    train, trains, training, retrain*, re-train*, educate*, educating, education, re-educat*, reeducat*, in-servic*,
    inservic*, in servic*, workshop*, e-learning, elearning, refresher*, toolbox talk*, upskill*, coach*, teach*,
    briefed, awareness session*, study day*, study session*, induction, counselled, counseled
    """,
    r"(?<!a )(?<!an )trained",
)
ACTIVITIES = pattern(
    """
    remind*, monitor*, ensur*, improv*, support*, encourag*, continu*, embed*, strengthen*, raise awareness, raising
    awareness, raise the profile, promot*, engag*, reinforc*, emphasis*, emphasiz*, enhanc*, maintain*, sustain*,
    increas*, reduc*, expand*, extend*, align*, develop*, work with, working with, work closely, liais*, collaborat*,
    participat*, commit*, focus*, prioritis*, address*, oversee*, oversight, review*, discuss*, update*, share*,
    sharing, communicat*, inform*, empower*, foster*, optimis*, streamlin*, transform*, drive, facilitat*, enable*,
    empath*, refresh*, revisit*, refocus*, highlight*, advis*, respond*
    """,
)

# --- Looking, counting and reporting: specific once it says how often, of what, by whom ------------------------

CHECKING = pattern(
    """
    audit*, spot check*, spot-check*, check*, inspect*, observ*, sampl*, survey*, walk-round*, walkround*,
    walkaround*, walk round*, meeting*, huddle*, round*, monitor*, review*, report*, discuss*, track*, test, tests,
    tested, dip sampl*, supervision*, handover*, handed over, present*, scrutin*, measur*, submit*, assess*, visit*,
    forum*, meets, meet, count*, publish*, telephone*, call*, collect*, on duty, on shift
    """,
)

# --- Making, buying, changing something that can then be seen ------------------------------------------------

MAKING = pattern(
    """
    develop*, produc*, creat*, implement*, introduc*, establish*, supply, supplied, supplies, provid*, provision,
    purchas*, buy, bought, order, ordered, procur*, install*, fit, fitted, print*, publish*, issue, issued, issuing,
    display*, launch*, roll out, rolled out, rolling out, rollout, roll-out, post, posted, add, added, adding, amend*,
    modif*, revis*, redesign*, rewrit*, rewritten, replac*, remov*, designed, designing, set up, setting up, start,
    started, starting, open, opened, appoint*, recruit*, employ*, hire, hired, put in place, in place, put up,
    distribut*, circulat*, send, sent, complet*, maintain*, keep, includ*, receiv*, deploy*, pilot*, convert*, build,
    built, updat*, ratif*, approv*, sign off, signed off, adopt*, trial*, new, written, write, drawn up, draw up,
    record*, document*, name, names, named, assign*, allocat*, designate, designated a, kept, shows, shown, refit*,
    commission*, give, gives, given, go live, went live, goes live, hold, held, in use, is used, are used
    """,
)
THINGS = pattern(
    """
    leaflet*, poster*, log, logs, logbook*, register, registers, checklist*, check list*, check-list*, rota, rotas,
    roster*, form, forms, proforma*, pro-forma*, template*, booklet*, books, book, handbook*, passport*, card, cards,
    sheet, sheets, chart, charts, tracker*, dashboard*, spreadsheet*, database*, webpage*, web page*, website,
    newsletter*, video*, letter*, script*, mandatory field*, prompt*, flowchart*, flow chart*, algorithm*, grab
    sheet*, whiteboard*, noticeboard*, notice board*, sign, signs, signage, sticker*, label*, listing*, directory,
    toolkit*, font, questionnaire*, feedback card*, ad, one-page profile*, communication book*, diary, diaries,
    calendar, timetable*, schedule of, matrix, job description*, contract, contracts, competency framework*, rubric*,
    audit tool*, minutes, phone*, telephone line*, helpline*, hotline*, contact number*, bleep*, pager*, radio*,
    tablet*, ipad*, laptop*, computer*, wheelchair*, bed, beds, mattress*, hoist*, alarm*, sensor*, camera*, cctv,
    lock, locks, keypad*, door*, gate, gates, rail, rails, handrail*, ramp*, light*, bin, bins, trolley*, trolleys,
    cabinet*, cupboard*, fridge*, equipment, monitors, defibrillator*, kit, kits, box, boxes, uniform*, badge*,
    wristband*, curtain*, partition*, flooring, garden, medicines cabinet*, dispenser*, dispensers, clock*, window
    restrictor*, restrictor*, advert, adverts
    """,
)
SOFTER_THINGS = pattern(
    """
    clinic, clinics, drop-in*, group, groups, ward round*, safety huddle*, huddle*, service line, post, posts, role
    of, champion*, link nurse*, coordinator*, co-ordinator*, admiral nurse*, protocol*, pathway*, standard operating
    procedure*, care bundle*, bundle*, system to, alert*, flag, flags, electronic, app, module, room, rooms, bay,
    bays, open evening*, sop, sops
    """,
)
"""What is there or not, but could be called so while nothing has changed: something else must hold it down."""
DOCUMENTS = pattern(
    """
    policy, policies, procedure*, guideline*, guidance, strategy, strategies, framework*, standard, standards, plan,
    plans, charter*, agreement*, terms of reference, memo, memorandum, programme*, initiative*, service, process,
    processes, campaign*, tool, tools, report, system*, training package*
    """,
)
"""What can be written without anything changing: it needs a date, a number, or to say what stands in it."""

# --- A rule that bars the way ----------------------------------------------------------------------------------

GATES = pattern(
    "",
    r"no\s+(?:\w+[\s,]+){1,8}?(?:will|may|can|is to|are to|shall)\s+\w+(?:\s+\w+){0,4}\s+(?:without|"
    r"until|unless|before)",
    r"(?:will|may|must|can)\s*not\s+(?:be\s+)?\w+(?:\s+\w+){0,6}\s+(?:without|until|unless|before|"
    r"when|if)",
    r"cannot\s+(?:be\s+)?\w+(?:\s+\w+){0,6}\s+(?:without|until|unless|before)",
    r"not\s+accept\w*\s+(?:new\s+)?(?:admissions?|referrals?|placements?)",
    r"(?:stop|stopped|stops|pause|paused|suspend\w*|cease\w*|close\w*)\s+(?:all\s+|"
    r"new\s+)*(?:admissions?|referrals?|placements?|beds?|discharge)",
    r"(?:admissions?|referrals?|placements?)\s+(?:are|is|have been|has been|will be)\s+(?:paused|"
    r"stopped|suspended|closed)",
    r"only\s+(?:\w+\s+){0,4}(?:may|can|will)\s+\w+",
    r"two[- ](?:person|signature|staff)\s+(?:check|sign\w*|rule)",
)

# --- Who ------------------------------------------------------------------------------------------------------

ROLES = pattern(
    """
    nurse in charge, nurse manager*, gp, gps, don, adon, nha, rnac, medical director, idt, mdt, ceo, coo, cno, dipc,
    chief executive, chief nurse, board, committee, trust board, scheduler, dietary manager, key worker*, keyworker*,
    social worker*, team leader*, shift leader*, shift lead*, deputy, designee, advocate*, psychiatrist*, doctor*,
    ward manager*, headteacher, senco, dsl, governors, patient group representative*, occupational therapist*, speech
    and language therapist*, external auditor*, senior leadership team
    """,
    r"(?:\w+\s+){0,3}(?:manager|director|lead|leader|head of \w+|chair|matron|sister|supervisor|"
    r"coordinator|co-ordinator|administrator|officer|practitioner|pharmacist|therapist|"
    r"physiotherapist|psychologist|consultant|dietitian|dietician|preventionist|secretary|registrar|"
    r"specialist|trainer|chef|cook|receptionist|safeguarding lead|caldicott guardian|"
    r"responsible individual|nominated individual|champion|mentor|clerk|ombudsman)s?",
    r"(?:charge|staff|registered|senior|specialist|link|lead|practice|infection control|"
    r"tissue viability|night|duty|bank|school|district)\s+nurses?",
)
DIFFUSE = pattern(
    """
    other designated staff, or others, all staff, everyone, senior management, management oversight, the team, the
    facility, the trust, the service, high-level
    """,
)
"""Who is nobody in particular."""

# --- How often, how long, when ---------------------------------------------------------------------------------

FREQUENCY = pattern(
    """
    daily, weekly, fortnightly, monthly, quarterly, bi-weekly, biweekly, bi-monthly, bimonthly, six-monthly,
    6-monthly, half-yearly, annually, yearly, hourly, nightly, twice, twice a *, twice daily, three times, twice
    weekly, once a *, once weekly, once per *, on a daily basis, on a weekly basis, on a monthly basis, 24/7, 24 hours
    a day, at each *, at every *, within each *, 7 days a week, seven days a week, start of each *, end of each *
    """,
    r"(?:\w+|\d+)\s*(?:times|x)\s*(?:a|per|each|every)?\s*(?:day|week|month|year|shift|weekly|monthly|"
    r"daily)s?",
    r"(?:every|each)\s+(?:other\s+|second\s+|single\s+)?(?:\d+\s+|two\s+|three\s+|four\s+|"
    r"six\s+)?(?:day|days|week|weeks|month|months|quarter|shift|shifts|morning|evening|night|monday|"
    r"tuesday|wednesday|thursday|friday|hour|hours|handover|admission|meeting|visit|year|term)s?",
    r"\d+\s*x\s*(?:weekly|monthly|daily)",
    r"per\s+(?:day|week|month|shift|quarter)",
    r"(?:monday|mondays)\s*(?:through|to|-|–)\s*(?:friday|sunday)s?",
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days",
)
TIMING = pattern(
    """
    morning and evening, morning and night, at handover, at the start of, on admission, on discharge, before each *,
    after each *, after every *, as orientation is completed
    """,
    r"from\s+\d{1,2}\s*(?:am|pm)?\s+to\s+\d{1,2}\s*(?:am|pm)",
    r"monday\s+(?:through|to)\s+friday",
    r"at\s+\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)?",
    r"until\s+(?:\w+\s+){0,3}\d+\s*%?",
)
_COUNT = r"(?:\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty)"
_OVER = r"(?:for|over|x|times|times for|during|next|lasting|of)\s+(?:the\s+next\s+|a\s+minimum\s+of\s+|at\s+least\s+)?"
LENGTH = pattern(
    "",
    rf"{_OVER}{_COUNT}\s*(?:\(\d+\)\s*)?(?:consecutive\s+)?(?:day|week|month|quarter|year|shift)(?:s|ly)?",
    rf"x\s*{_COUNT}\s*(?:day|week|month|quarter)?(?:s|ly)?",
    rf"{_COUNT}\s+consecutive\s+\w+",
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
DATES = pattern(
    "",
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
    rf"in\s+{_MONTH}\s+and\s+(?:in\s+)?{_MONTH}",
    r"\d{4}-\d\d-\d\d",
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:\s+\d{{2,4}})?",
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?",
    rf"{_MONTH}[,]?\s+(?:20)\d\d",
    rf"(?:by|in|from|until|before|end of|since|during)\s+(?:the\s+end\s+of\s+|early\s+|mid[- ]|late\s+)?{_MONTH}",
    r"(?:spring|summer|autumn|winter)\s+(?:of\s+)?20\d\d",
    r"q[1-4](?:\s+(?:of\s+)?(?:20)?\d\d(?:[/-]\d\d)?)?",
    r"(?:quarter\s+(?:one|two|three|four|[1-4]))",
    r"20\d\d\s*[/-]\s*\d\d",
    r"by\s+(?:the\s+)?(?:end|close)\s+of\s+(?:the\s+)?(?:year|month|quarter|week|financial year|"
    r"20\d\d)",
    r"(?:by|in|during|from)\s+20\d\d",
)

# --- How much -----------------------------------------------------------------------------------------------

_LIMIT = (
    r"(?:within|in under|under|over|below|above|at least|a minimum of|minimum of|no more than|not more than|fewer than|"
    r"less than|more than|up to|at most|by|average of|an average of|to|reaches|reached|score of|exceeds)"
)
_COUNTED = (
    r"(?:minute|hour|working day|day|week|month|year|bed|post|wte|fte|patient|resident|people|person|staff|point|case|"
    r"complaint|incident|review|session|member|visit|home|place|call|record|file|audit|ward|nurse|care plan|plan|room|"
    r"activity|activitie|champion|volunteer|observation|chart|fridge|interview|site|team|item|sample|check|note|"
    r"assessment|meeting|vacancy|vacancie|worker|practitioner|question|standard|criteria|child|children)s?"
)
_YEAR = r"(?:19|20)\d\d\b"
_MONTH_NAMES = "january|february|march|april|may|june|july|august|september|october|november|december"
QUANTITIES = pattern(
    "",
    r"\d+(?:\.\d+)?\s*(?:%|per\s*cent|percent)",
    r"\(\d+\)\s*%",
    r"\d+\s*:\s*\d+",
    r"\d+(?:\.\d+)?\s+(?:in|out of)\s+\d+",
    rf"{_LIMIT}\s+{_COUNT}\s*(?:\(\d+\)\s*)?{_COUNTED}",
    rf"from\s+{_COUNT}\s+to\s+{_COUNT}",
    r"(?:under|over|below|above|at least|minimum of|less than|more than)\s+\d+(?:\.\d+)?",
    rf"(?!one\b|{_YEAR}){_COUNT}\s*(?:\(\d+\)\s*)?(?:\w+[\s-]+){{0,3}}?{_COUNTED}",
    r"£\s?\d[\d,.]*\w*",
    r"\d+\s*(?:wte|fte)",
    r"zero\s+(?!tolerance)\w+",
    rf"(?!{_YEAR})\d{{2,}}(?:,\d{{3}})*\s+(?!{_MONTH_NAMES})\w+",
)
EVERYBODY = pattern(
    """
    all staff, all *, every *, each *, both *
    """,
)

# --- A person, a place or a form that can be pointed to ------------------------------------------------------

POINTED = pattern(
    "",
    r"resident\s*#?\s*\d+(?:'s)?",
    r"r\d{1,3}",
    r"individual\s*#\s*\d+",
    r"patient\s+[A-Z]\b",
    r"P-\d+",
    r"ward\s+\w*\d+\w*",
    r"room\s+\d+",
    r"(?:the\s+)?waiting room",
    r"side rooms",
    r"unit\s+\d+",
)
NAMED = re.compile(
    r"[‘“\"'][A-Z][\w&/' -]{2,60}[’”\"']|(?<=[a-z,] )(?:[A-Z][\w&/'-]+ ){1,5}[A-Z][\w&/'-]+|\b[A-Z]{2,5}\b"
)
"""Something with a name: in quotation marks, with capitals within a sentence, or in short."""
CONTENT = pattern(
    """
    which includes, that includes, to include, including, outlining, listing, setting out, sets out, with stated,
    explaining, specifying, that shows, showing, containing, covering, so that, which shows, verify that, verifies
    that, validate, to verify, to confirm that, with the, with no, how long, responsible for, details for, details of,
    verify
    """,
)
"""It says what stands in the thing, or what the check looks at."""

RECORDS = pattern(
    """
    care plan*, assessment*, orders, consent form*, risk plan*, support plan*, notes, chart, file
    """,
)
"""What is kept about one person."""

FINISHED = pattern(
    "",
    r"(?:all|every|each|full|fully|no)\s+(?:\w+[\s-]+){0,8}?(?:complet\w*|reached|achieved|in place|"
    r"compliant|compliance|cleared|closed|met|trained|assessed)",
    r"(?:reached|cleared|eliminated|closed)\s+by",
)

CHANGED = pattern(
    """
    was, were, has been, have been, has received, have started, has started, rolled out, posted, notified, met with,
    wrote to, apologised, appointed, opened, installed, purchased, launched, introduced, implemented, completed,
    moved, replaced, removed, modified
    """,
)
LOOKED = re.compile(r"\b(?:reviewed|discussed|monitored|reminded|considered|identified|addressed)\b", re.IGNORECASE)
"""Done, and nothing is different."""
TELLING = pattern(
    """
    notif*, inform*, telephone*, phone, phones, ring, rings, call, calls, calling, write to, writes to, email*, sign,
    signs, signed, countersign*, record*, document, documents, complete, completes, attend, attends, chair, chairs,
    meet, meets, visit, visits, collect*, hand *, escalate*, report, reports, send, sends, submit*, decide*,
    authoris*, approve*
    """,
)
"""What one named person does that leaves a trace."""

# --- Checks that stand where an action should (A4) ---------------------------------------------------------------

ONLY_CHECKS = pattern(
    """
    audit, audits, audited, auditing, spot check*, spot-check*, survey*, observation of, observations of, file check*,
    dip sampl*, mystery shopp*, walk-round audit*, self-assessment
    """,
)

# --- Causal statements (C2): the five rules of causation ---------------------------------------------------------

DESCRIPTORS = pattern(
    """
    poor, poorly, inadequate*, insufficient*, careless*, negligen*, sloppy, bad, badly, weak, inappropriate*,
    unacceptable, incompetent, incompetence, complacen*, lazy, wrong*, substandard, ineffective*, unsatisfactory,
    deficient, failing*, unprofessional*, lax, lacklustre, thoughtless*, disorganised, chaotic, lack of care, bad
    attitude, poor attitude, low standards
    """,
)
ERRORS = pattern(
    """
    error*, mistake*, forgot, forgotten, misread*, misjudg*, misunderst*, overlooked, slipped up, breach*, ignored,
    disregard*, violated, violation*, did not follow, failed to follow, not followed, deviat* from, non-complian*,
    noncomplian*, broke the rule*, took a short cut, shortcut*, human factor*, carelessness, negligence
    """,
)
OMISSIONS = pattern(
    """
    did not, didn’t, didn't, failed to, failure to, failing to, omitted, omission*, neglected to, was not done, were
    not done, not carried out, not completed, not recorded, not reported, not escalated, never, no one, nobody, was
    missed, were missed, not reviewed, not held, not checked, not told
    """,
)
