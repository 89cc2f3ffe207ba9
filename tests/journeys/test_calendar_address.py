"""On a phone the secret address of a calendar can be read whole, and copied with one press."""


def test_the_address_is_whole_on_a_phone_and_copied_by_its_button(stack, visitor):
    lead = visitor("lead", width=320)
    page = lead.page
    lead.context.grant_permissions(["clipboard-read", "clipboard-write"])
    lead.open("/my-work/calendar/")
    lead.fill("Which calendar is it for?", "My phone")
    lead.press("Make the address")
    shown = page.locator("#new-address")
    assert shown.evaluate("one => one.getBoundingClientRect().right <= document.documentElement.clientWidth")
    lead.look()

    lead.press("Copy the address")
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == shown.inner_text()
    lead.look()


def test_where_nothing_may_be_copied_it_is_marked_and_says_so(stack, visitor):
    lead = visitor("lead", width=320)
    page = lead.page
    lead.open("/my-work/calendar/")
    lead.fill("Which calendar is it for?", "My phone")
    lead.press("Make the address")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    lead.press("Copy the address")
    page.get_by_text("It could not be copied.").wait_for()
    assert page.evaluate("getSelection().toString()") == page.locator("#new-address").inner_text()
