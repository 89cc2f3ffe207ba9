"""The patterns by which an action is read (A8), where a list of words does not do: dates, numbers, how often, bars.

Data only; `specific` reads them. Capitals never matter.
"""

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_COUNT = (
    r"(?:\d+(?:[.,]\d+)*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|sixteen|eighteen|"
    r"twenty|thirty|forty|fifty|sixty|hundred|dozen)"
)
_SPAN = r"(?:minute|hour|working\s+day|calendar\s+day|day|night|week|month|quarter|year|term|shift)s?"
_PERIOD = r"(?:day|night|week|fortnight|month|quarter|year|shift|half\s+term|term|morning|afternoon|evening|hour)"
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


DATE = _pattern(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}",
    r"\d{4}-\d\d-\d\d",
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{2,4}})?",
    rf"{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\s*%|\w),?)?\s+(?:19|20)\d\d",
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\s*%)",
    rf"(?:by|in|from|until|till|before|since|during|of|and|between|to|starting|early|mid|late|end)[\s-]+(?:the\s+)?{_MONTH}",
    r"(?:spring|summer|autumn|winter)\s+(?:of\s+|term\s+)?(?:19|20)\d\d",
    r"q[1-4](?:\s+(?:of\s+)?(?:20)?\d\d(?:[/-]\d\d)?)?",
    r"(?:19|20)\d\d\s*[/-]\s*\d\d",
    r"(?:by|before|from|at)\s+(?:the\s+)?(?:end|close|start)\s+of\s+(?:the\s+|this\s+)?"
    r"(?:calendar\s+|financial\s+)?(?:year|month|quarter|week|term|20\d\d)",
    r"(?:by|in|during|from|since|before)\s+(?:19|20)\d\d",
    r"year[\s-]end",
)
FREQUENCY = _pattern(
    r"(?:bi-?|half[- ]|six[- ]|two[- ]|three[- ]|four[- ]|\d[- ])?"
    r"(?:daily|weekly|fortnightly|monthly|quarterly|yearly|hourly|nightly)|annually",
    rf"(?:once|twice|{_COUNT}\s+times?|\d+\s*x|{_COUNT})\s+(?:a|per|each|every|in\s+each|in\s+any)\s+{_PERIOD}",
    r"(?:twice|once)\s+(?:daily|weekly|monthly|yearly)",
    rf"(?:a|per|each|every|any)\s+(?:{_COUNT}\s+|other\s+)?(?:{_PERIOD}|{_SPAN}|{_DAY})s?",
    r"(?:at|on|for|before|after|with|within|of)\s+(?:each|every)\s+"
    r"(?!bed\b|ward\b|unit\b|site\b|room\b|bathroom\b|bedroom\b|resuscitation\b)[a-z]+",
    rf"(?:on\s+)?{_DAY}s|(?:on|every)\s+(?:an?\s+|the\s+last\s+)?{_DAY}|{_DAY}\s+(?:ward|morning|afternoon|evening|clinic)",
    r"24\s*/\s*7|24\s+hours\s+a\s+day|month\s+by\s+month",
    rf"(?:first|last)\s+(?:working\s+day\s+|day\s+|{_DAY}\s+)?of\s+(?:each|every|the)\s+month",
)
DAYS = _pattern(
    rf"{_DAY}s?\s*(?:through|to|and|-|–)\s*{_DAY}s?",
    r"morning\s+and\s+(?:evening|night|afternoon)",
    r"at\s+(?:weekends|night)|bank\s+holidays?",
    r"days\s+(?:a|per)\s+week",
)
TIME = _pattern(
    r"\d{1,2}(?:[:.]\d\d)?\s*(?:am|pm)",
    r"(?:[01]\d|2[0-3]):[0-5]\d|(?:at|from|by|until|to|before|after)\s+\d{1,2}[:.]\d\d",
    r"at\s+(?:each\s+)?meal\s?times?",
    r"at\s+(?:the\s+)?(?:handover|shift\s+change)",
    r"the\s+(?:day|night|week)\s+before",
    r"(?:at|before|on)\s+(?:lock[- ]up|admission|discharge|arrival|the\s+first\s+appointment)",
)
LENGTH = _pattern(
    rf"(?:for|over|lasting|during|next|x|×|times)\s+(?:the\s+next\s+|the\s+first\s+|a\s+minimum\s+of\s+|at\s+least\s+|"
    rf"a\s+period\s+of\s+)?(?:one|an?|{_COUNT})\s*(?:\(\d+\)\s*)?(?:consecutive\s+)?(?:{_SPAN}|weekly|monthly)",
    rf"x\s*{_COUNT}(?:\s*(?:{_SPAN}|weekly|monthly|daily))?",
    rf"{_COUNT}\s+consecutive\s+\w+",
)
SET_ASIDE = re.compile("|".join(pattern.pattern for pattern in (DATE, TIME, LENGTH)), re.IGNORECASE)
NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*\s*(?:\)\s*)?(?:%|per\s*cent\b|percent\b)|(?<![\w:])\d+\s*:\s*\d+(?![\w:])|£\s?\d[\d,.]*"
    rf"|(?<![\w#/.-]){_COUNT}(?!\w)(?!\s*/\s*7)|(?<!\w)(?:zero|nil)\s+(?!tolerance)\w+",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"(?<!\w)(?:band|ward|room|regulation|category|standard|section|level|stage|grade|class|unit|bay|step|phase|version|tier|"
    r"form|resident|patient|individual|number|no\.?|area|zone|type|article|schedule|appendix|item|part|call|covid|priority)"
    r"s?\s*#?\s*$",
    re.IGNORECASE,
)
LASTS = re.compile(
    r"[\s-]*(?:day|hour|week|month|year|minute)s?[\s-]+(?:course|training|workshop|session|programme|event)",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d\Z")
PERSON = _pattern(
    r"(?:resident|patient|individual|service\s+user|child|tenant)(?:\s*#\s*|\s+)(?:\d+|[b-z])(?:['’]s)?",
    r"r\d{1,3}(?:['’]s)?",
    r"p-\d+",
    r"(?:mr|mrs|ms|miss)\s+[a-z](?:['’]s)?",
)
BOUNDED = _pattern(
    r"(?:on|in|at|to|outside|from)\s+(?:\w+\s+){0,2}(?:ward|unit|wing|house|lodge|court|centre|locality|branch|site|station)"
    r"(?!\s+(?:managers?|staff|teams?|rounds?|sisters?|level|based))(?:\s+\w?\d+\w?)?",
    r"(?:ward|unit|room|bay|wing|bays|wards)\s+\w?\d+\w?",
    r"(?:(?:on|in|at|to|outside|above|beside|inside|by)\s+the|(?:on|in|at|to|of|above|by)\s+(?:each|every|both|all))\s+"
    r"(?:\w+\s+){0,3}?(?:rooms?|bedrooms?|bathrooms?|entrance|corridor|office|lounge|door|bed|trolley|trolleys|desk|exits?|hall|garden|kitchen|kitchenette|units?|"
    r"wards?|wall|board|conservatory)(?!\s+(?:managers?|staff|teams?|rounds?|sisters?|level))",
)
_LIMIT = r"(?:falls?\s+(?:below|under|to)|below|under|above|exceeds?|(?:less|more|fewer)\s+than|projected|or\s+more)"
GATE = _pattern(
    r"(?:no|not|never|cannot)\s+(?:[\w'/]+,?\s+){1,14}?(?:without|until|unless|before)"
    r"(?!\s+(?:end|\d))",
    r"not\s+accept\w*\s+(?:\w+\s+)?(?:admissions?|referrals?|placements?)",
    r"(?:stop|stopped|stops|pause|paused|suspend\w*|ceas\w*|close\w*)\s+(?:all\s+|new\s+|taking\s+|to\s+|accepting\s+)*"
    r"(?:admissions?|referrals?|placements?)",
    r"(?:admissions?|referrals?|placements?)\s+(?:are|is|have\s+been|has\s+been|will\s+be)\s+"
    r"(?:paused|stopped|suspended|closed)",
    r"only\s+(?:by|when|after|once|if)\s+\w+",
    r"two[- ](?:person|signature|staff)\s+(?:check|sign\w*|rule)",
    r"(?:confirmed|signed|checked|witnessed)\s+by\s+two\s+\w+",
    rf"(?:whenever|when|if)\s+(?:\w+\s+){{1,6}}?{_LIMIT}",
)
ALL_OF_THEM = _pattern(
    r"(?:all|each|every|both)\s+(?:\w+\s+){0,3}?(?:nurses?|carers?|staff|workers?|teams?|doctors?|managers?|consultants?|"
    r"aides?|employees|practitioners?|sisters|leaders|starters?|assistants?)",
)
SEEN = _pattern(
    r"competenc\w*\s+(?:\w+\s+){0,3}?(?:signed|assessed|checked|passed|observed|form|assessment|recorded)",
    r"observed\s+(?:practice|episode|in\s+practice)",
    r"sign(?:ed)?[- ]off",
    r"(?:been|has|have|must)\s+passed|passed\s+(?:the|an?)",
    r"assessed\s+as\s+competent",
    r"(?:logged|recorded)\s+on\s+(?:the\s+)?(?:\w+\s+)?(?:matrix|esr|system)",
)
