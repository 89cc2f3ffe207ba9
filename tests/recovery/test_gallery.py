"""Every component in every state, in a real browser: accessible, inside its width, within the security policy."""

import json
import threading
from copy import deepcopy
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.template.loader import get_template
from django.test import override_settings
from playwright.sync_api import sync_playwright

from recovery.ui import components, drawn, svg

WIDTHS = (320, 390, 768, 1440)
PAGES = ("/gallery/", "/page/400/", "/page/403/", "/page/404/", "/page/500/", "/page/503/")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNDATABASED = {
    "ROOT_URLCONF": "tests.recovery.gallery_urls",
    "MIDDLEWARE": ["csp.middleware.CSPMiddleware", "django_htmx.middleware.HtmxMiddleware"],
    "STORAGES": {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
}


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address():
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] = ["django.template.context_processors.request"]
    with override_settings(**UNDATABASED, TEMPLATES=templates):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, address):
    """Open a page at a width; the browser may complain of nothing but what the test names."""
    contexts, complaints, expected = [], [], []

    def open_page(path, width, complains=(), **options):
        expected.extend(complains)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [each for each in complaints if not any(part in each for part in expected)] == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_page_is_accessible_and_fits(opened, path, width):
    page = opened(path, width)
    found = Axe().run(page, options={"runOnly": RULES}).response
    assert len(found["passes"]) > 10
    assert [(each["id"], each["nodes"][0]["html"]) for each in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_a_thumb(opened):
    page = opened("/gallery/", 390)
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .hf-button, .hf-subnav a, .hf-pages a, .hf-crumbs a, .hf-go')]
        .filter(e => e.checkVisibility()).map(e => [e.textContent.trim(), e.getBoundingClientRect().height])
        .filter(([, high]) => high < 43.5)"""
    )
    assert small == []


def test_the_menu_opens_and_closes_on_a_phone_without_javascript(opened):
    page = opened("/gallery/", 390, java_script_enabled=False)
    entry = page.get_by_role("link", name="Red flags 2 waiting")
    assert not entry.is_visible()
    page.get_by_role("button", name="Menu").click()
    assert entry.is_visible()
    page.get_by_role("button", name="Close").click()
    assert not entry.is_visible()


def test_the_timeline_is_a_list_on_a_phone_and_a_drawing_on_a_desk(opened):
    phone, desk = opened("/gallery/", 390), opened("/gallery/", 1440)
    assert phone.locator(".hf-timeline__list").is_visible()
    assert not phone.locator(".hf-timeline__drawing").is_visible()
    assert desk.locator(".hf-timeline__drawing svg").is_visible()
    assert not desk.locator(".hf-timeline__list").is_visible()


def test_the_first_tab_leads_past_the_navigation_and_focus_is_seen(opened):
    page = opened("/page/404/", 1440)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the page")
    assert skip.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"


def test_nothing_moves_for_those_who_ask_for_stillness(opened):
    page = opened("/gallery/", 1440, reduced_motion="reduce")
    longest = page.evaluate(
        "Math.max(...[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).transitionDuration)))"
    )
    assert longest < 0.001


def test_the_drawing_uses_the_width_it_measured(opened):
    """Labels are laid out with our own table of advance widths: the browser must not set them wider."""
    page = opened("/gallery/", 1440)
    page.evaluate("document.fonts.ready")
    measured = page.evaluate(
        """() => [...document.querySelectorAll('.hf-timeline__drawing text')].map(
        e => [e.textContent, +(e.getAttribute('font-size') || 14), e.hasAttribute('font-weight'), e.getBBox().width])"""
    )
    assert measured
    for words, size, bold, wide in measured:
        assert wide <= svg.width(words, size, bold=bold) + 1.5, words


def test_a_form_sent_by_htmx_comes_back_in_place_with_its_summary_in_focus(opened):
    page = opened("/gallery/", 1440, complains=["422"])
    page.evaluate("document.body.dataset.untouched = 'yes'")
    page.locator("#add-action [name=title]").fill("Re-start supervision")
    page.locator("#add-action [name=title]").press("Enter")
    page.locator("#add-action .govuk-error-summary:focus", has_not_text="Enter what will be done").wait_for()
    assert page.locator("#add-action [name=title]").input_value() == "Re-start supervision"
    assert page.locator("#add-action .govuk-error-summary").inner_text().count("Enter what will be done") == 0
    assert page.locator("#add-action .govuk-character-count__status").count() == 1
    assert page.evaluate("document.body.dataset.untouched") == "yes"


def test_the_same_form_without_javascript_comes_back_as_a_page(opened):
    page = opened("/gallery/", 1440, java_script_enabled=False, complains=["422"])
    page.locator("#add-action [name=title]").fill("Re-start supervision")
    with page.expect_navigation() as moved:
        page.locator("#add-action").get_by_role("button", name="Save the action").click()
    assert moved.value.status == 422
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("#add-action [name=title]").input_value() == "Re-start supervision"


def test_a_lost_connection_is_said_aloud_and_nothing_typed_is_lost(opened):
    page = opened("/gallery/", 1440, complains=["ERR_FAILED", "htmx:"])
    page.route("**/gallery/", lambda route: route.abort())
    page.locator("#add-action [name=title]").fill("Re-start supervision")
    page.locator("#add-action").get_by_role("button", name="Save the action").click()
    page.get_by_text("The connection was lost, so nothing was saved.").wait_for()
    assert page.locator("#add-action [name=title]").input_value() == "Re-start supervision"


@pytest.mark.parametrize("name", [*components.COMPONENTS, *components.CONTEXT_COMPONENTS])
def test_every_component_has_a_template_that_begins_with_its_arguments(name):
    template = get_template(f"components/{name}.html")
    source = Path(template.origin.name).read_text()
    assert source.startswith(f"{{# {{% {name} ")


def test_every_component_is_in_the_gallery():
    page = Path(get_template("gallery.html").origin.name).read_text()
    inside_others = {"action_row", "timeline_table", "timeline_list", "meter", "workspace_switcher", "error_summary"}
    inside_others |= {"vitals"}
    for name in {*components.COMPONENTS, *components.CONTEXT_COMPONENTS, *drawn.DRAWN} - inside_others:
        assert f"{{% {name} " in page, name


def test_htmx_is_told_what_to_do_with_refusals_and_mistakes():
    base = Path(get_template("base.html").origin.name).read_text()
    written = base.split("htmx-config\" content='")[1].split("'")[0]
    told = json.loads(written)
    assert told["allowEval"] is False
    assert told["includeIndicatorStyles"] is False
    assert {"code": "(403|409|422)", "swap": True, "error": False} in told["responseHandling"]


def test_a_conflict_carries_both_texts_so_that_nothing_is_lost(opened):
    page = opened("/gallery/", 1440)
    form = page.locator(".hf-conflict")
    sent = form.evaluate("form => Object.fromEntries(new FormData(form))")
    assert sent["version"] == "7"
    assert sent["yours-title"] == "Re-start monthly supervision for all staff"
    assert sent["choose-title"] == "yours"
    form.get_by_label("Keep Piotr Zielinski’s").first.check()
    assert form.evaluate("form => new FormData(form).get('choose-title')") == "theirs"
