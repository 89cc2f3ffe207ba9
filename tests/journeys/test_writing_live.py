"""Advice arrives beside the field, questions appear where they make sense, and the whys are moved where they stand."""

TEXT = "(boxes) => boxes.map((box) => box.value)"


def start(manager) -> None:
    manager.follow("Start a plan", exact=False)
    manager.choose("Which service", "Alder House")
    manager.fill("What is the plan called?", "Nights at Alder House")
    manager.send()


def whys(page) -> list[str]:
    return page.locator("textarea[name=whys]").evaluate_all(TEXT)


def test_an_action_is_spoken_to_while_it_is_written_and_saved_as_it_is(stack, visitor):
    manager = visitor("manager")
    start(manager)
    page = manager.page
    page.locator("#immediate").get_by_text("Add an action").click()
    title = page.get_by_label("What will be done?")
    title.wait_for()
    manager.look()  # the form listens once it has settled
    title.press_sequentially("Use a one-page checklist at each night handover as appropriate")
    page.get_by_text("“as appropriate” leaves open").wait_for()
    assert title.evaluate("box => box === document.activeElement")
    manager.look()

    page.get_by_role("button", name="Use this type").click()
    assert page.get_by_label("Type of action").input_value() == "checklist"
    page.get_by_text("Reads like").wait_for(state="detached")

    page.locator(".hf-item--open .hf-buttons button").click()
    page.get_by_role(
        "link", name="Use a one-page checklist at each night handover as appropriate", exact=True
    ).wait_for()
    manager.look()

    # What was saved is no draft: the next form is empty.
    page.locator("#immediate").get_by_text("Add an action").click()
    page.get_by_label("What will be done?").wait_for()
    assert page.get_by_label("What will be done?").input_value() == ""
    assert not manager.reads("It is not saved yet.")


def test_a_finding_leads_into_a_card_that_is_open_without_losing_what_was_typed(stack, visitor):
    manager = visitor("manager")
    start(manager)
    page = manager.page
    page.locator("#immediate").get_by_text("Add an action").click()
    page.get_by_label("What will be done?").fill("Name a night lead")
    page.locator(".hf-item--open .hf-buttons button").click()
    link = page.get_by_role("link", name="A1 has no review date.", exact=True)
    link.click()
    page.locator(".hf-item--open :focus").wait_for()
    assert page.evaluate("document.activeElement.name") == "review_on_day"
    page.get_by_label("What will be done?").fill("Name a night lead for each shift")
    link.click()
    assert page.get_by_label("What will be done?").input_value() == "Name a night lead for each shift"


def test_a_cause_is_written_with_its_whys(stack, visitor):
    manager = visitor("manager", width=390)
    start(manager)
    page = manager.page
    page.locator("#causes").get_by_text("Add a root cause").click()
    page.get_by_label("The cause").fill("staff made an error in the night record")
    page.get_by_label("… led to").fill("checks being missed")
    assert page.locator("output").inner_text().startswith("Staff made an error in the night record led to checks being")
    page.get_by_label("If this speaks of a person’s error").wait_for()
    assert not page.get_by_label("If this speaks of something left undone").is_visible()
    page.get_by_label("How was it found?").select_option("five_whys")
    first, second = page.get_by_label("Why 1"), page.get_by_label("Why 2")
    first.wait_for()
    manager.look()

    first.fill("Checks were not on the list")
    second.fill("The list was older than the rooms")
    page.get_by_role("button", name="Move up: why 2").click()
    assert whys(page) == ["The list was older than the rooms", "Checks were not on the list", ""]
    assert page.locator("[data-steps-said]").inner_text() == "Moved to place 1 of 3"
    grip, last = page.locator(".hf-steps__grip").first, page.locator(".hf-steps__one").nth(2)
    grip.scroll_into_view_if_needed()
    held, end = grip.bounding_box(), last.bounding_box()
    page.mouse.move(held["x"] + 8, held["y"] + 8)
    page.mouse.down()
    page.mouse.move(held["x"] + 8, end["y"] + end["height"] - 4, steps=8)
    page.mouse.up()
    assert whys(page) == ["Checks were not on the list", "", "The list was older than the rooms"]
    page.get_by_role("button", name="Remove: why 2").click()
    page.get_by_role("button", name="Add another why").click()
    page.get_by_label("Why 3").fill("Nobody renews it")

    page.wait_for_timeout(700)
    page.reload()  # what was typed is kept, whatever the number of whys
    page.locator("#causes").get_by_text("Add a root cause").click()
    page.get_by_text("It is not saved yet.").wait_for()
    assert whys(page) == ["Checks were not on the list", "The list was older than the rooms", "Nobody renews it"]
    page.locator(".hf-item--open .hf-buttons button").click()
    page.get_by_text("3 whys led to it").wait_for()
    manager.look()
