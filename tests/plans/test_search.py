"""The search: what is found, by whom, in which order, and how it is shown."""

import datetime
import re
from html import unescape

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from plans.enums import PlanState, SearchKind
from plans.models import Comment, Contribution, EvidenceItem, Partner, Problem, RootCause
from plans.presenters.search import marked
from plans.queries import search as reads
from plans.queries.asked import LONGEST, read
from plans.queries.search import BEGIN, END, LESS, MORE
from plans.queries.searched import COLUMNS, TABLES, columns_of, kinds_for
from recovery import dates
from recovery.tenancy import context
from recovery.tenancy.enums import Capacity
from tests.factories import gates, sharing
from tests.factories import plans as facts

ADDRESS = reverse("search")


def found(cast, typed, who="manager", capacity=Capacity.PROVIDER, **narrowed) -> list[tuple[str, str]]:
    """(kind, name) of each place that is shown, in its order."""
    asked = read(typed)
    with context.tenant(getattr(cast, who).org_id, role=capacity, by=cast.actor(who)):
        places = [place for places in reads.search(asked, **narrowed).plans for place in places]
        return [(row.kind, row.name.translate({0xE000: None, 0xE001: None})) for row in reads.shown(places, asked)]


def text(client, typed, **asked) -> str:
    response = client.get(ADDRESS, {"q": typed, **asked})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def plan(db, cast):
    """One plan with a word of its own in every column that is searched."""
    made = facts.plan(cast, title="Safer evenings titleword", summary="About planword")
    action = facts.action(
        cast,
        made,
        title="Staff the late shift actionword",
        deliverable="A rota deliverword",
        evidence_expected="proofword",
        people_affected="affectedword",
        step_down_criterion="stepword",
        completion_note="noteword",
        due_on=dates.today(),
    )
    facts.milestone(cast, action, due_on=dates.today(), name="Agreed outputword")
    own = {"org_id": made.org_id, "plan": made}
    with facts.writing(cast):
        Problem.objects.create(
            title="Too few at night problemword", statement="J.B. fell statementword", people_affected="harmedword",
            others_at_risk="riskword", monitoring="watchword", **own,
        )  # fmt: skip
        RootCause.objects.create(
            cause="nobody booked causeword", effect="effectword", event="eventword", preceding_cause="priorword",
            duty_source="dutyword", **own,
        )  # fmt: skip
        Comment.objects.create(text="Seen at night saidword", written_at=dates.now(), written_by=cast.lead, **own)
        EvidenceItem.objects.create(
            action=action, kind="record", occurred_on=dates.today(), reference="Log INC/2041 refword",
            summary="glimpseword", added_by=cast.lead, **own,
        )  # fmt: skip
        partner = Partner.objects.create(
            organisation="Elm teamword", role="Therapy bringword", contact="A. Nyman contactword", **own
        )
        Contribution.objects.create(action=action, partner=partner, contribution="Visits weekly doesword", **own)
    gates.criterion(cast, made, gate="improvement", statement="Calm criterionword")
    gates.decision(cast, made, reason="It holds gateword")
    return made


WORD_OF = {
    ("plan", "title"): "titleword", ("plan", "summary"): "planword",
    ("problem", "title"): "problemword", ("problem", "statement"): "statementword",
    ("problem", "people_affected"): "harmedword", ("problem", "others_at_risk"): "riskword",
    ("problem", "monitoring"): "watchword",
    ("cause", "cause"): "causeword", ("cause", "effect"): "effectword", ("cause", "event"): "eventword",
    ("cause", "preceding_cause"): "priorword", ("cause", "duty_source"): "dutyword",
    ("action", "title"): "actionword", ("action", "deliverable"): "deliverword",
    ("action", "evidence_expected"): "proofword", ("action", "people_affected"): "affectedword",
    ("action", "step_down_criterion"): "stepword", ("action", "completion_note"): "noteword",
    ("milestone", "name"): "outputword",
    ("partner", "organisation"): "teamword", ("partner", "role"): "bringword", ("partner", "contact"): "contactword",
    ("contribution", "contribution"): "doesword",
    ("criterion", "statement"): "criterionword", ("decision", "reason"): "gateword", ("comment", "text"): "saidword",
    ("evidence", "reference"): "refword", ("evidence", "summary"): "glimpseword",
}  # fmt: skip
COMMISSIONERS_FIND = {
    ("plan", "title"), ("problem", "title"), ("action", "title"), ("action", "deliverable"), ("milestone", "name"),
    ("criterion", "statement"), ("partner", "organisation"), ("partner", "role"), ("contribution", "contribution"),
}  # fmt: skip


# --- What is found --------------------------------------------------------------------------------------------


def test_every_declared_column_has_a_word_in_the_test():
    assert {(one.kind.value, one.column) for one in COLUMNS} == set(WORD_OF)


@pytest.mark.parametrize("column", WORD_OF, ids=lambda column: ".".join(column))
def test_the_provider_and_the_auditor_find_every_text_and_the_commissioner_only_shared_columns(cast, plan, column):
    sharing.share(cast, plan)
    sharing.grant(cast, plan)
    word, kind = WORD_OF[column], column[0]
    assert [one for one, _ in found(cast, word)] == [kind]
    assert [one for one, _ in found(cast, word, "auditor", Capacity.AUDITOR)] == [kind]
    shared = [one for one, _ in found(cast, word, "commissioner", Capacity.COMMISSIONER)]
    assert shared == ([kind] if column in COMMISSIONERS_FIND else [])


def test_words_are_found_by_their_stem_and_all_must_stand_in_one_text(db, cast):
    facts.plan(cast, title="Reviewing medicines", summary="")
    facts.plan(cast, title="Medicine rounds", summary="")
    assert found(cast, "reviews medicine") == [("plan", "Reviewing medicines")]
    assert len(found(cast, "medicines")) == 2
    assert found(cast, '"medicine round"') == [("plan", "Medicine rounds")]
    assert found(cast, "medicine -rounds") == [("plan", "Reviewing medicines")]
    assert len(found(cast, "reviewed or rounds")) == 2


@pytest.mark.parametrize("typed", ["supe", "supervis", "supervisi", "supervision", "the supervisi", "monthly supe"])
def test_the_last_word_is_found_by_its_beginning_while_it_is_typed(db, cast, typed):
    facts.plan(cast, title="The monthly supervision lapsed", summary="")
    assert found(cast, typed) == [("plan", "The monthly supervision lapsed")]


@pytest.mark.parametrize("typed", ["supe monthly", '"monthly supe"', '"monthly supe', "lapsed -supe supervisory", "s"])
def test_no_other_word_is(db, cast, typed):
    facts.plan(cast, title="The monthly supervision lapsed", summary="")
    assert found(cast, typed) == []


def test_a_plan_is_found_by_its_reference_before_those_that_mention_it(db, cast):
    for number in range(1, 13):
        facts.plan(cast, title=f"Plan of house {number}", summary="Follows RP-012" if number == 3 else "")
    assert found(cast, "RP-012") == [("plan", "Plan of house 12"), ("plan", "Plan of house 3")]
    assert found(cast, "rp-12") == [("plan", "Plan of house 12")]


def test_an_action_is_found_by_its_number_alone_in_its_plan_and_with_words(db, cast):
    for title in ("Doors", "Nights"):
        made = facts.plan(cast, title=title)
        for number in (1, 2, 3):
            facts.action(cast, made, title=f"{title} step {number}", deliverable="Paper")
    assert sorted(found(cast, "A3")) == [("action", "Doors step 3"), ("action", "Nights step 3")]
    assert found(cast, "RP-002 A3") == [("action", "Nights step 3")]
    assert found(cast, "A3 doors") == [("action", "Doors step 3")]
    assert {name for _, name in found(cast, "RP-002 paper")} == {f"Nights step {number}" for number in (1, 2, 3)}


def test_a_name_comes_before_a_word_further_down(db, cast):
    facts.plan(cast, title="Staffing at night", summary="Supervision stopped")
    facts.plan(cast, title="Supervision stopped", summary="Staffing at night")
    facts.plan(cast, title="Staffing", summary="Supervision stopped in May")
    assert found(cast, "supervision")[0] == ("plan", "Supervision stopped")


def test_it_is_narrowed_by_kind_state_and_plan(cast, plan):
    draft = facts.plan(cast, title="Safer mornings", state=PlanState.DRAFT)
    facts.action(cast, draft, title="Safer breakfasts")
    assert {kind for kind, _ in found(cast, "safer", kind="plan")} == {"plan"}
    assert found(cast, "safer", state="draft", kind="action") == [("action", "Safer breakfasts")]
    assert found(cast, "safer", plan=str(plan.pk)) == [("plan", "Safer evenings titleword")]


def test_what_was_withdrawn_is_found_and_said_to_be(db, cast, sign_in):
    facts.action(cast, facts.plan(cast), title="Lock the larder", state="withdrawn")
    page = text(sign_in("manager"), "larder")
    assert "Withdrawn" in page[page.index("Lock the") :]


# --- By whom --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["birch_manager", "birch_governance"])
def test_a_foreign_tenants_words_give_nothing_not_even_a_count(cast, sign_in, plan, who):
    nothing = text(sign_in(who), "nosuchwordanywhere")
    for word in [*WORD_OF.values(), "RP-001", "A1"]:
        page = text(sign_in(who), word)
        assert "Nothing found" in page
        assert page.replace(word, "nosuchwordanywhere").count("place") == nothing.count("place")


def test_a_commissioner_finds_nothing_of_a_draft_an_ended_share_or_another_plan(cast, plan):
    draft = facts.plan(cast, title="Draft gadget", state=PlanState.DRAFT)
    ended = facts.plan(cast, title="Ended gadget")
    unshared = facts.plan(cast, title="Unshared gadget")
    shared = facts.plan(cast, title="Shared gadget")
    yesterday = dates.today() - datetime.timedelta(days=1)
    sharing.share(cast, draft)
    sharing.share(cast, ended, ends_on=yesterday)
    sharing.share(cast, shared)
    assert unshared
    assert found(cast, "gadget", "commissioner", Capacity.COMMISSIONER) == [("plan", "Shared gadget")]
    assert found(cast, "gadget", "auditor", Capacity.AUDITOR) == []


def test_the_database_itself_refuses_a_commissioner_what_the_search_leaves_out(cast, plan):
    """Were a column of personal data declared for commissioners by mistake, their page would fail and not leak."""
    sharing.share(cast, plan)
    with context.tenant(cast.commissioner.org_id, role=Capacity.COMMISSIONER, by=cast.actor("commissioner")):
        for column in ("statement", "people_affected", "others_at_risk", "monitoring"):
            statement = f"SELECT count(*) FROM plans_problem WHERE to_tsvector('english', {column}) @@ 'x'"
            with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_an_index_holds_no_text_that_is_searched(alder):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexdef ~* 'tsvector|gin_trgm'")
        assert cursor.fetchall() == []


def test_each_kind_has_a_table_and_every_reader_something_to_find():
    assert set(TABLES) == set(SearchKind)
    for reader in Capacity:
        assert SearchKind.PLAN in kinds_for(reader)
        assert columns_of(SearchKind.PLAN, reader)[0] == "title"


# --- The page -------------------------------------------------------------------------------------------------


def test_every_page_has_the_box_and_it_costs_no_query(db, sign_in, cast):
    sharing.share(cast, facts.plan(cast))
    for who, name in (("manager", "plan_list"), ("commissioner", "portfolio"), ("auditor", "audit_plans")):
        page = sign_in(who).get(reverse(name)).content.decode()
        assert f'action="{ADDRESS}" role="search"' in page
        assert '<label for="search-everything">Search</label>' in page


def test_every_place_leads_the_provider_to_a_page_that_is_there(cast, sign_in, plan):
    client = sign_in("nominated")
    for word in WORD_OF.values():
        link = re.search(r'<h3><a href="([^"#]+)', text(client, word))[1]
        assert client.get(link).status_code == 200, word


def test_each_capacity_is_led_to_its_own_pages(cast, sign_in, plan):
    sharing.share(cast, plan)
    sharing.grant(cast, plan)
    for who, name in (("manager", "plan_overview"), ("commissioner", "portfolio_plan"), ("auditor", "audit_plan")):
        page = text(sign_in(who), "actionword")
        assert reverse(name, args=[plan.pk]) in page
        for link in re.findall(r'<h3><a href="([^"#]+)', page):
            assert sign_in(who).get(link).status_code == 200


def test_an_empty_question_says_what_can_be_asked(db, sign_in):
    for typed in ("", "   ", "\0"):
        page = text(sign_in("manager"), typed)
        assert "What are you looking for?" in page
        assert "Nothing found" not in page


def test_nothing_found_says_where_it_was_looked_for_and_offers_to_take_the_filters_away(db, sign_in):
    page = text(sign_in("manager"), "unicorn", kind="action")
    assert "Nothing found with these filters" in page
    assert 'href="?q=unicorn">Clear filters' in page


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 5000, "\0evil\0", "'; DROP TABLE plans_plan; --", "%s %(text)s {kind}", '"', "-", "or",
        "& | ! ( ) <-> :*", "\\m\\", "(((", "[a-", "\ue000x\ue001", "\ud83d\ude00", "ю́", "RP-99999999999999",
        "A99999999", "the", "<script>", "RP-001 A1 the", "x-" * 90, "…" * 300,
    ],
)  # fmt: skip
def test_whatever_is_typed_is_answered(plan, sign_in, typed):
    page = text(sign_in("manager"), typed.encode("utf-8", "ignore").decode())
    assert "<script>alert" not in page
    assert "place" in page or "Nothing found" in page or "What are you looking for?" in page


def test_unknown_filters_are_left_out_and_the_bar_shows_what_is_applied(plan, sign_in):
    strange = {"kind": "secret", "state": "x", "plan": "nobody", "page": "ninety"}
    page = text(sign_in("manager"), "actionword", **strange)
    assert "1 place in 1 plan" in page
    assert "Clear filters" not in page


def test_a_plan_of_another_tenant_is_no_filter(cast, plan, sign_in):
    foreign = facts.plan(cast, "birch", title="Foreign title")
    page = text(sign_in("manager"), "actionword", plan=foreign.pk)
    assert "Foreign title" not in page
    assert "1 place in 1 plan" in page


def test_many_places_of_one_plan_are_folded_and_opened_on_pages_of_their_own(db, cast, sign_in):
    made = facts.plan(cast)
    for number in range(55):
        facts.action(cast, made, title=f"Gadget {number}")
    client = sign_in("manager")
    page = text(client, "gadget")
    assert "55 places in 1 plan" in page
    assert "All 55 places in RP-001" in page
    assert page.count("hf-found__place") == 4
    opened = text(client, "gadget", plan=made.pk)
    assert opened.count("hf-found__place") == 50
    assert "51 to 55 of 55 places" in text(client, "gadget", plan=made.pk, page=2)


def test_plans_turn_their_pages(db, cast, sign_in):
    for number in range(11):
        facts.plan(cast, title=f"Gadget {number}")
    assert "1 to 10 of 11 plans" in text(sign_in("manager"), "gadget")


# --- Marks ----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from([*"ab <>&\"'/=", BEGIN, END, LESS, MORE, "mark", "script", "é"])
MARKUP = st.lists(PIECES, max_size=60).map("".join)


@given(text=MARKUP, beginning=st.sampled_from(["", "a", "mark", "script", "b"]))
def test_marks_are_the_only_markup_and_the_words_stay_what_they_were(text, beginning):
    html = marked(text, beginning)
    without = html.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in without and ">" not in without
    assert html.count("<mark>") == html.count("</mark>")
    plain = text.replace(BEGIN, "").replace(END, "").replace(LESS, "<").replace(MORE, ">")
    assert unescape(without) == plain


@pytest.mark.parametrize(
    "title",
    [
        "Doors <script>alert(1)</script> gadget",
        'Gadget <img src=x onerror="alert(1)">',
        "gadget</mark><b>bold</b>",
        "\ue000gadget\ue001 &lt;b&gt; \ue002script\ue003",
    ],
)
def test_what_people_wrote_is_shown_as_they_wrote_it_and_never_as_markup(db, cast, sign_in, title):
    facts.plan(cast, title=title, summary="")
    page = text(sign_in("manager"), "gadget")
    place = page[page.index("hf-found__place") :]
    name = re.search(r"<h3>.*?</span> (.*?)</a></h3>", place)[1]
    assert "<mark>" in name
    assert set(re.findall(r"<[^>]*>", name)) == {"<mark>", "</mark>"}
    said = unescape(re.sub(r"<[^>]*>", "", name))
    private = str.maketrans({"\ue000": None, "\ue001": None, "\ue002": "<", "\ue003": ">"})
    assert said == title.translate(private)


def test_the_word_being_typed_is_marked_too():
    assert marked("Monthly supervision", "supervisi") == "Monthly <mark>supervision</mark>"


# --- Reading what was typed -----------------------------------------------------------------------------------


@given(st.text(max_size=400))
def test_anything_can_be_read(typed):
    asked = read(typed)
    assert len(asked.text) <= LONGEST
    assert "\0" not in asked.text
    assert asked.text.startswith(asked.before)
    assert asked.last == "" or asked.text.endswith(asked.last)
