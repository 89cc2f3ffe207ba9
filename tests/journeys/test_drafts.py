"""What was typed and not yet saved is still there after a reload, and nobody else finds it."""

from tests.journeys.test_spine import day

WORDS = "Hand over each shift from one written sheet"


def start_an_action(person) -> str:
    person.follow("Start a plan", exact=False)
    person.choose("Which service", "Alder House")
    person.fill("What is the plan called?", "Evening incidents")
    person.send()
    address = person.page.url.split("write/")[0] + "actions/new/"
    person.open(address)
    person.page.get_by_label("What will be done?").press_sequentially(WORDS)
    person.page.get_by_label("Stabilisation", exact=False).check()
    person.page.wait_for_timeout(700)
    return address


def title_of(person) -> str:
    return person.page.get_by_label("What will be done?").input_value()


def test_what_was_typed_survives_a_reload_and_is_gone_once_it_is_saved(stack, visitor):
    manager = visitor("manager", width=390)
    address = start_an_action(manager)

    manager.open(address)
    assert title_of(manager) == WORDS
    assert manager.page.get_by_label("Stabilisation", exact=False).is_checked()
    assert manager.reads("It is not saved yet.")

    manager.send()  # an action may be written bit by bit while the plan is a draft
    manager.open(address)
    assert title_of(manager) == ""
    assert not manager.reads("It is not saved yet.")


def test_what_was_typed_can_be_thrown_away_and_is_not_shown_to_the_next_person(stack, visitor):
    manager = visitor("manager")
    address = start_an_action(manager)
    manager.open(address)
    manager.press("Throw it away")
    assert title_of(manager) == ""
    manager.open(address)
    assert title_of(manager) == ""

    manager.page.get_by_label("What will be done?").press_sequentially(WORDS)
    manager.date("Due", day(20))
    manager.page.wait_for_timeout(700)
    manager.open("/accounts/logout/")
    manager.press("Sign out")
    manager.key = "deputy"
    manager.sign_in()
    manager.open(address)
    assert title_of(manager) == ""
    assert not manager.reads("It is not saved yet.")
