"""What stands open to the outside, tried as a stranger or a careless hand would: addresses, sizes, hosts, counters."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import Resolver404, resolve

from recovery.tenancy.enums import Capacity
from recovery.tenancy.models import User
from tests import cast as the_cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["email/", "signup/", "confirm-email/", "password/set/", "login/code/confirm/"])
def test_of_the_sign_in_library_only_our_doors_are_open(address):
    with pytest.raises(Resolver404):
        resolve(f"/accounts/{address}")


def test_nobody_changes_the_address_that_escalations_go_to(sign_in):
    client = sign_in("lead")
    client.post("/accounts/email/", {"action_add": "", "email": "elsewhere@example.net"})
    assert User.objects.filter(email=the_cast.email("lead")).exists()


def test_a_password_link_is_under_our_own_address_whatever_host_was_claimed(settings):
    settings.BASE_URL = "https://holdfast.example.org"
    settings.ALLOWED_HOSTS = ["holdfast.example.org", "127.0.0.1"]
    Client().post("/accounts/password/reset/", {"email": the_cast.email("lead")}, HTTP_HOST="127.0.0.1")
    (sent,) = mail.outbox
    assert "https://holdfast.example.org/accounts/password/reset/key/" in sent.body
    assert "127.0.0.1" not in sent.body


def test_too_much_is_refused_before_anything_of_it_is_read(settings):
    settings.UPLOAD_LIMIT_BYTES = 1024
    client = Client(enforce_csrf_checks=True)
    answer = client.generic("POST", "/accounts/login/", b"x" * (1024 + 1024**2 + 1), "multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "what you typed is still in the form" in answer.content.decode()


def test_tries_are_counted_for_each_visitor_behind_our_proxy(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    proxy = {"REMOTE_ADDR": "172.18.0.1"}
    for number in range(12):
        wrong = {"login": f"x{number}@example.net", "password": "no"}
        Client().post("/accounts/login/", wrong, HTTP_X_FORWARDED_FOR="203.0.113.9", **proxy)
    right = {"login": the_cast.email("lead"), "password": the_cast.PASSWORD}
    locked = Client().post("/accounts/login/", right, HTTP_X_FORWARDED_FOR="203.0.113.9", **proxy)
    assert "Too many tries" in locked.content.decode()
    assert Client().post("/accounts/login/", right, HTTP_X_FORWARDED_FOR="198.51.100.7", **proxy).status_code == 302


def test_a_form_sent_after_the_session_ended_comes_back_to_be_copied():
    answer = Client().post("/plans/new/", {"title": "Missed reviews", "summary": "Six of <ten> are overdue."})
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "You have been signed out" in page
    assert "Missed reviews" in page and "Six of &lt;ten&gt; are overdue." in page


def test_every_page_says_which_organisation_one_is_in_and_offers_the_others(sign_in, cast):
    one = sign_in("manager").get("/plans/").content.decode()
    assert "Alder House Care" in one and "Registered manager" in one
    assert "change workspace" not in one

    client = sign_in("council_officer", capacity=Capacity.PROVIDER)
    page = client.get("/plans/").content.decode()
    assert "Eastmoor Council" in page and "change workspace" in page
    other = f"{cast.council_officer.pk}:commissioner"
    assert other in page
    answer = client.post("/workspace/", {"workspace": other}, follow=True)
    assert answer.redirect_chain[-1][0] == "/portfolio/"
    assert "Plans shared with you" in answer.content.decode()
    assert client.get("/workspace/", follow=True).redirect_chain[-1][0] == "/portfolio/"
