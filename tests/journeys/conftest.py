"""A browser for journeys, and a visitor who looks at every page the way an accessibility audit does."""

import datetime
import os
import re
import tempfile
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page, sync_playwright

from tests import cast as the_cast
from tests.journeys.stack import Stack

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
MOVING = """() => document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling, .htmx-added') !== null
    || document.getAnimations().some(one => one.playState === 'running')"""
PHONE = 500
"""Pixels: a screen narrower than this is touched."""
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium():
    """Closed with the module: a second one in the same process would not start beside it."""
    found = next(path for path in CHROMIUM if Path(path).exists())
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def stack(own_database):
    with tempfile.TemporaryDirectory(prefix="hf-") as state:
        Path(state).chmod(0o711)  # as root, the broker runs as a user of its own
        with Stack(own_database, Path(state)).running() as running:
            yield running


class Visitor:
    """A person at a browser. Every page they reach is checked: accessible, fits, nothing in the console."""

    def __init__(self, browser, stack, key: str, *, width: int, javascript: bool = True):
        self.stack, self.key, self.width = stack, key, width
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            has_touch=width < PHONE,
            java_script_enabled=javascript,
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self) -> None:
        self.open("/")
        self.fill("Email address", the_cast.email(self.key))
        self.fill("Password", the_cast.PASSWORD)
        self.press("Sign in")

    def open(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else self.stack.url + address)
        self.look()

    def press(self, words: str, *, role: str = "button", exact: bool = True) -> None:
        self.page.get_by_role(role, name=words, exact=exact).first.click()
        self.page.wait_for_load_state("load")
        self.look()

    def send(self) -> None:
        """Press the button of this page's form."""
        self.page.locator("main form[method=post] .hf-buttons button").first.click()
        self.page.wait_for_load_state("load")
        self.look()
        errors = self.page.locator(".govuk-error-summary")
        assert not errors.count(), errors.inner_text()

    def follow(self, words: str, *, exact: bool = True) -> None:
        self.press(words, role="link", exact=exact)

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(re.compile(rf"^{re.escape(label)}")).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        box = self.page.get_by_label(re.compile(rf"^{re.escape(label)}")).first
        value = box.locator("option").filter(has_text=option).first.get_attribute("value")
        box.select_option(value)

    def tick(self, words: str) -> None:
        self.page.get_by_label(re.compile(re.escape(words))).first.check()

    def date(self, question: str, day: datetime.date) -> None:
        boxes = self.page.get_by_role("group", name=re.compile(rf"^{re.escape(question)}")).first
        for part, number in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(part).fill(str(number))

    def reads(self, words: str) -> bool:
        return words in " ".join(self.page.locator("body").inner_text().split())

    def look(self) -> None:
        """Accessible, inside its width, and silent in the console."""
        for _ in range(5):
            try:
                faults, width = self._audit()
                break
            except PlaywrightError as error:  # a page that waits for something moved on while it was looked at
                if "context was destroyed" not in str(error):
                    raise
        assert "Internal Server Error" not in self.page.title(), self.stack.said("web")
        assert faults == [], f"{self.page.url} at {self.width} px"
        assert width <= self.width, self.page.url
        assert self.complaints == [], self.page.url

    def _audit(self) -> tuple[list, int]:
        self.page.wait_for_load_state("load")
        while self.page.evaluate(MOVING):
            self.page.wait_for_timeout(50)
        found = Axe().run(self.page, options=AXE).response
        faults = [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
        return faults, self.page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture
def visitor(chromium, stack):
    """`visitor("manager")` is somebody of the cast, signed in at a browser of their own."""
    opened = []

    def come(key: str, *, width: int = 1440, javascript: bool = True) -> Visitor:
        person = Visitor(chromium, stack, key, width=width, javascript=javascript)
        opened.append(person)
        person.sign_in()
        return person

    yield come
    for person in opened:
        person.context.close()
