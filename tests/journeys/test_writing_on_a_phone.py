"""On a phone a plan is begun from a template, and every finding that blocks it is mended where its link leads."""

import base64

from tests.journeys.test_spine import day

PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BLOCKING = "#checks-red + ul a"
OPEN = ".hf-item--open"


def test_a_template_becomes_a_plan_of_this_service_and_is_sent(stack, visitor):
    manager = visitor("manager", width=390)
    page = manager.page
    manager.open("/plans/new/")
    manager.follow("Missed reviews and drift")
    manager.choose("Which service", "Alder House")
    manager.fill("What is the plan called?", "Missed reviews at Alder House")
    manager.date("When does the plan start?", day(0))
    manager.press("Start the plan")

    mended = 0
    while finding := page.locator(BLOCKING).all_inner_texts():
        mended += 1
        assert mended < 20, finding
        page.locator(BLOCKING).first.tap()
        page.locator(f"{OPEN} form").wait_for()
        manager.look()
        if "no evidence" in finding[0]:
            add_evidence(manager, mended)
        else:
            assert "accountable owner" in finding[0]
            manager.choose("Accountable owner", "Tom Ellery")
        page.locator(f"{OPEN} .hf-buttons button").first.tap()
        page.locator(OPEN).wait_for(state="detached")
        page.wait_for_function(
            "finding => !document.querySelector('#checks').innerText.includes(finding)", arg=finding[0]
        )
        manager.look()
    assert mended > 4

    manager.press("Send for approval")
    manager.send()
    assert manager.reads("Waiting for approval")


def add_evidence(person, number: int) -> None:
    person.choose("What kind of evidence", "Audit finding")
    person.date("Date of the evidence", day(-number))
    person.fill("Source reference", f"Register of reviews, page {number}")
    photo = {"name": "register.png", "mimeType": "image/png", "buffer": PHOTO}
    person.page.locator(f"{OPEN} input[type=file]").set_input_files(photo)
