"""The pages at the door: their words, and what they say when something is wrong."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests import cast as the_cast

pytestmark = pytest.mark.django_db


def test_signing_in_with_the_right_password_opens_the_product():
    answer = Client().post(
        reverse("account_login"), {"login": the_cast.email("manager"), "password": the_cast.PASSWORD}
    )
    assert answer.status_code == 302


def test_nothing_typed_is_answered_with_what_to_enter():
    page = Client().post(reverse("account_login"), {}).content.decode()
    assert "Enter your email address" in page
    assert "Enter your password" in page
    assert "There is a problem" in page
    assert "This field is required" not in page


def test_a_wrong_password_does_not_say_whether_the_account_exists():
    answers = []
    for address in (the_cast.email("manager"), "nobody@example.org"):
        page = Client().post(reverse("account_login"), {"login": address, "password": "not-this-one"})
        answers.append("That email address and password do not belong together" in page.content.decode())
    assert answers == [True, True]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Choose a new password"),
        ("account_reset_password_done", "Look in your email"),
        ("account_reset_password_from_key_done", "Your password is changed"),
        ("account_inactive", "This account is closed"),
    ],
)
def test_each_page_has_its_heading(name, heading):
    assert f"<h1>{heading}</h1>" in Client().get(reverse(name)).content.decode()


def test_the_pages_of_a_signed_in_person(sign_in):
    client = sign_in("manager")
    assert "<h1>Sign out</h1>" in client.get(reverse("account_logout")).content.decode()
    page = client.get(reverse("account_change_password")).content.decode()
    assert "Password you use now" in page
    assert "12 characters or more" in page


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once():
    Client().post(reverse("account_reset_password"), {"email": the_cast.email("manager")})
    [sent] = mail.outbox
    assert sent.subject == "Choose a new password for Holdfast"
    [link] = [line for line in sent.body.splitlines() if line.startswith("http")]
    html = sent.alternatives[0][0]
    assert link in html
    assert 'lang="en-GB"' in html
    client = Client()
    opened = client.get(link, follow=True)
    assert "New password" in opened.content.decode()
    here = opened.redirect_chain[-1][0]
    chosen = {"password1": "kelp-on-the-rock-9", "password2": "kelp-on-the-rock-9"}
    assert client.post(here, chosen).status_code == 302
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()
