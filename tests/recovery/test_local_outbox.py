"""The local outbox: emails kept whole, listed newest first, and shown without trusting them."""

import os

import pytest
from django.urls import reverse

from recovery import local_outbox, mail

NOON = 1_772_539_200 * 10**9  # 3 March 2026, 12:00 in London


@pytest.fixture
def folder(settings, tmp_path):
    settings.EMAIL_URL, settings.STATE = None, tmp_path
    settings.MAIL_FROM = "Holdfast <holdfast@example.org>"
    return tmp_path / "outbox"


def keep(folder, subject="Off track: supervision", text="Łódź slipped.", html="<p>Łódź slipped.</p>", minute=0):
    message = mail.build(subject, text, html, "ruth@example.org", "<notice-1@example.org>")
    return local_outbox.keep(folder, mail.wire_bytes(message), at=NOON + minute * 60 * 10**9)


class TestFolder:
    def test_an_email_is_read_back_as_it_was_sent(self, folder):
        email = local_outbox.read(folder, keep(folder))
        assert (email.subject, email.to) == ("Off track: supervision", "ruth@example.org")
        assert email.text.strip() == "Łódź slipped."
        assert email.html.strip() == "<p>Łódź slipped.</p>"
        assert ("Message-ID", "<notice-1@example.org>") in email.headers
        assert email.at.isoformat() == "2026-03-03T12:00:00+00:00"

    def test_newest_first_and_a_page_at_a_time(self, folder):
        for minute in range(5):
            keep(folder, f"Notice {minute}", minute=minute)
        first = local_outbox.listing(folder, size=2)
        last = local_outbox.listing(folder, number="99", size=2)
        assert [each.subject for each in first] == ["Notice 4", "Notice 3"]
        assert [each.subject for each in last] == ["Notice 0"]
        assert (last.number, last.paginator.count) == (3, 5)

    def test_nothing_kept_yet_is_an_empty_page(self, folder):
        assert list(local_outbox.listing(folder)) == []

    def test_a_half_written_email_is_never_seen(self, folder, monkeypatch):
        def full_disk(handle):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            keep(folder)
        assert os.listdir(folder) == []

    def test_emails_are_for_the_owner_of_the_files_alone(self, folder):
        name = keep(folder)
        assert (folder / f"{name}.eml").stat().st_mode & 0o077 == 0

    @pytest.mark.parametrize(
        "name",
        ["", "..", "../secret", "..%2Fsecret", "x", "20260303T120000000000000-0123456789ab\n", "/etc/passwd"],
    )
    def test_only_an_id_is_read(self, folder, name):
        keep(folder)
        (folder.parent / "secret.eml").write_text("Subject: secret\n\n")
        with pytest.raises(FileNotFoundError):
            local_outbox.read(folder, name)


@pytest.mark.django_db
class TestPages:
    def test_the_list_shows_what_was_written_to_whom_and_when(self, client, folder):
        name = keep(folder, "Off track: <b>audit</b>")
        page = client.get(reverse("outbox_list")).content.decode()
        assert "Off track: &lt;b&gt;audit&lt;/b&gt;" in page
        assert "ruth@example.org" in page
        assert "3 March 2026 at 12:00" in page
        assert reverse("outbox_email", args=[name]) in page

    def test_an_empty_outbox_says_why(self, client, folder):
        assert "No email has been written yet" in client.get(reverse("outbox_list")).content.decode()

    def test_an_email_shows_its_words_with_links_that_can_be_followed(self, client, folder):
        name = keep(folder, text="See http://127.0.0.1:8000/flags/7 <script>x</script>")
        page = client.get(reverse("outbox_email", args=[name])).content.decode()
        assert '<a href="http://127.0.0.1:8000/flags/7"' in page
        assert "&lt;script&gt;x" in page
        assert f'src="{reverse("outbox_html", args=[name])}" sandbox' in page

    def test_its_html_is_sealed(self, client, folder):
        name = keep(folder, html="<p>Slipped<script>x</script></p>")
        response = client.get(reverse("outbox_html", args=[name]))
        assert response.content.decode().strip() == "<p>Slipped<script>x</script></p>"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'; style-src 'unsafe-inline'"
        assert response["X-Frame-Options"] == "SAMEORIGIN"

    @pytest.mark.parametrize("page", ["outbox_email", "outbox_html"])
    @pytest.mark.parametrize("name", ["..", "%2e%2e", "..%5Csecret", "20260303T120000000000000-0123456789ab"])
    def test_an_unknown_or_crooked_id_is_not_found(self, client, folder, page, name):
        path = reverse("outbox_list") + name + ("/html/" if page == "outbox_html" else "/")
        assert client.get(path).status_code == 404

    def test_with_a_mail_server_there_is_no_outbox(self, client, folder, settings):
        name = keep(folder)
        settings.EMAIL_URL = mail.parse_email_url("smtp://127.0.0.1:2525")
        for path in ("", f"{name}/", f"{name}/html/"):
            assert client.get(f"/outbox/{path}").status_code == 404
