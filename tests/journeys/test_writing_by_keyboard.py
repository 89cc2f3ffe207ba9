"""A whole plan is written and sent with the keyboard alone: every stop can be seen, and none is a trap."""

import pytest

from tests.journeys.test_spine import day

STOP = """() => {
    const it = document.activeElement;
    const words = (nodes) => [...nodes].map((node) => node.textContent).join(' ');
    const named = (it.getAttribute('aria-labelledby') || '').split(' ').map((id) => document.getElementById(id));
    const name = it.getAttribute('aria-label') || words(named.filter(Boolean)) || (it.labels && words(it.labels))
        || it.textContent;
    const legend = it.closest('fieldset')?.querySelector('legend');
    const box = it.getBoundingClientRect(), style = getComputedStyle(it);
    const shown = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
    return {
        name: name.replace(/\\s+/g, ' ').trim(),
        group: legend ? legend.textContent.replace(/\\s+/g, ' ').trim() : '',
        body: it === document.body,
        seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && shown,
    };
}"""
MOST_STOPS = 250


class Keyboard:
    """Tab, Enter, Space, arrows and letters."""

    def __init__(self, person):
        self._person, self._page, self._keys = person, person.page, person.page.keyboard

    def to(self, name: str, *, group: str = "", key: str = "Tab") -> None:
        """Press Tab until the stop of this name. Each stop on the way is on the screen, with its focus drawn."""
        for _ in range(MOST_STOPS):
            self._keys.press(key)
            stop = self._page.evaluate(STOP)
            assert stop["body"] or stop["seen"], f"{stop} is not seen on {self._page.url}"
            if stop["name"].startswith(name) and stop["group"].startswith(group):
                return
        pytest.fail(f"No stop is named {name!r} on {self._page.url}")

    def write(self, label: str, text: str) -> None:
        self.to(label)
        self._keys.type(text)

    def choose(self, label: str, option: str) -> None:
        self.to(label)
        self._keys.type(option)

    def date(self, question: str, on) -> None:
        for part, number in (("Day", on.day), ("Month", on.month), ("Year", on.year)):
            self.to(part, group=question)
            self._keys.type(str(number))

    def tick(self, name: str) -> None:
        self.to(name)
        self._keys.press("Space")

    def enter(self, name: str) -> None:
        self.to(name)
        self._keys.press("Enter")

    def leave(self, name: str) -> None:
        """Enter, and the page that it leads to."""
        self.to(name)
        with self._page.expect_navigation():
            self._keys.press("Enter")
        self._person.look()

    def opened(self, selector: str) -> None:
        """A form has come up in its place, and the keyboard is in it."""
        self._page.wait_for_function(
            "selector => document.querySelector(selector)?.contains(document.activeElement)", arg=selector
        )
        self._person.look()

    def saved(self, words: str) -> None:
        self._page.locator(".hf-item--open").wait_for(state="detached")
        self._page.locator("main").get_by_text(words).first.wait_for()
        self._person.look()


def test_a_plan_is_written_and_sent_by_keyboard_alone(stack, visitor):
    manager = visitor("manager")
    keys = Keyboard(manager)
    manager.open("/")
    keys.to("Skip to")
    manager.page.keyboard.press("Enter")

    keys.leave("Start a plan")
    keys.choose("Which service", "Alder House")
    keys.write("What is the plan called?", "Nights at Alder House")
    keys.write("What broke down", "Four falls in two weeks. Done when every night is staffed as planned.")
    keys.date("When did it break down?", day(-9))
    keys.date("When does the plan start?", day(0))
    keys.leave("Start the plan")

    keys.enter("Add a problem")
    keys.opened("#problem-new")
    keys.write("What is the problem?", "Four falls at night in two weeks")
    keys.date("When was it found?", day(-8))
    keys.enter("Save the problem")
    keys.saved("Four falls at night in two weeks")

    keys.enter("Add evidence")
    keys.opened("[id^=evidence-new]")
    keys.choose("What kind of evidence", "Incident")
    keys.date("Date of the evidence", day(-8))
    keys.write("Source reference", "Incident log, numbers 41 to 44")
    keys.enter("Save the evidence")
    keys.saved("Incident log, numbers 41 to 44")

    keys.enter("Add a root cause")
    keys.opened("#cause-new")
    keys.write("The cause", "Sickness at night is covered by whoever answers first")
    keys.write("… led to", "one person walking two floors")
    keys.write("… which increased", "calls being answered too late")
    keys.tick("Four falls at night")
    keys.enter("Save the root cause")
    keys.saved("one person walking two floors")

    write_an_action(keys, "immediate safety controls", "Put one more person on each night of this week", day(2))
    write_an_action(keys, "stabilisation", "Use a cover list of eight named people for sickness at night", day(21))

    keys.enter("Move down: Put one more person")  # alone in its stage: it stays, and the keyboard with it
    keys.leave("Send for approval")
    keys.leave("Send for approval")
    assert manager.reads("Waiting for approval")


def write_an_action(keys: Keyboard, stage: str, title: str, due) -> None:
    keys.enter(f"Add an action to {stage}")
    keys.opened(f"#action-new-{stage.split()[0]}")
    keys.write("What will be done?", title)
    keys.write("Deliverable that an outsider", "The signed rota of the night manager")
    keys.date("Start", day(0))
    keys.date("Due", due)
    keys.choose("Accountable owner", "Tom Ellery")
    keys.choose("Who is told if it slips?", "Helen Marsh")
    keys.tick("Sickness at night is covered")
    keys.choose("Type of action", "Tangible leadership")
    if stage == "immediate safety controls":
        keys.date("Review date", day(14))
        keys.write("When can it be stepped down?", "No night of the last fourteen was short")
    keys.enter("Save the action")
    keys.saved(title)
