"""Evidence with and without a file, what is refused, and how a file is handed out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import EvidenceItem, StoredFile

HTMX = {"HX-Request": "true"}
CSV = b"month,missed\nMarch,18\n"


def text_of(response) -> str:
    return response.content.decode()


def add(written) -> str:
    return reverse("evidence_new", args=[written.problem.pk])


def facts(**more):
    return {
        "kind": "incident", "occurred_on": "2026-03-03", "reference": "Log 114", "summary": "Typed at length", **more,
    }  # fmt: skip


def upload(name="log.csv", content=CSV):
    return SimpleUploadedFile(name, content)


def test_evidence_with_a_file_is_kept_and_handed_out_as_it_was(written, sign_in, inside):
    client = sign_in("manager")
    assert client.post(add(written), facts(upload=upload())).status_code == 302
    with inside():
        stored = StoredFile.objects.get()
    answer = client.get(reverse("file_download", args=[stored.pk]))
    assert answer.content == CSV
    assert answer["Content-Disposition"] == 'attachment; filename="log.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    page = text_of(client.get(reverse("plan_write", args=[written.plan.pk])))
    assert "log.csv" in page


def test_with_htmx_the_list_of_evidence_comes_anew(written, sign_in):
    answer = sign_in("manager").post(add(written), facts(), headers=HTMX)
    assert answer["HX-Retarget"] == f"#evidence-of-{written.problem.pk}"
    assert "Log 114" in text_of(answer)
    assert "Review tracker 14" in text_of(answer)


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_file_of_the_wrong_kind_is_refused_beside_its_field_and_what_was_typed_is_kept(
    written, sign_in, inside, headers
):
    answer = sign_in("manager").post(add(written), facts(upload=upload("tool.exe", b"MZ")), headers=headers)
    text = text_of(answer)
    assert answer.status_code == 422
    assert "Files of this kind are not taken" in text
    assert "Typed at length" in text
    assert "Choose the file “tool.exe” again" in text
    assert "HX-Retarget" not in answer
    with inside():
        assert EvidenceItem.objects.filter(reference="Log 114").count() == 0


def test_a_file_must_be_chosen_again_when_something_else_is_wrong(written, sign_in, inside):
    answer = sign_in("manager").post(add(written), facts(reference="", upload=upload()))
    assert answer.status_code == 422
    assert "Choose the file “log.csv” again" in text_of(answer)
    with inside():
        assert not StoredFile.objects.exists()


def test_a_file_too_large_is_refused_with_its_size(written, sign_in, settings):
    settings.UPLOAD_LIMIT_BYTES = 10
    answer = sign_in("manager").post(add(written), facts(upload=upload()))
    assert answer.status_code == 422


def test_evidence_from_the_future_is_questioned(written, sign_in):
    answer = sign_in("manager").post(add(written), facts(occurred_on="2090-01-01"))
    assert "cannot be in the future" in text_of(answer)


def test_withdrawn_evidence_stays_with_its_reason(written, sign_in, inside):
    client, url = sign_in("manager"), reverse("evidence_withdraw", args=[written.item.pk])
    assert client.post(url, {"reason": ""}).status_code == 422
    client.post(url, {"reason": "Wrong month"})
    with inside():
        assert EvidenceItem.objects.get(pk=written.item.pk).withdrawn_by.name == "Priya Raman"
    history = text_of(client.get(reverse("object_history", args=[written.plan.pk, "evidence", written.item.pk])))
    assert "withdrew the evidence “Review tracker 14”" in history
    assert "Wrong month" in history
    page = text_of(client.get(reverse("plan_write", args=[written.plan.pk])))
    assert "has no evidence" in page  # it no longer counts


def test_an_action_lead_attaches_evidence_to_an_action_but_not_to_a_problem(running, sign_in, inside):
    client = sign_in("lead")
    done = client.post(reverse("action_evidence_new", args=[running.action.pk]), facts(kind="record"))
    assert done.url == reverse("action_detail", args=[running.action.pk]) + "#evidence"
    assert client.post(add(running), facts()).status_code == 403


def test_a_foreign_file_is_not_there(written, sign_in, inside):
    sign_in("manager").post(add(written), facts(upload=upload()))
    with inside():
        stored = StoredFile.objects.get()
    for key in ("birch_manager", "commissioner", "auditor", "birch_auditor"):
        assert sign_in(key).get(reverse("file_download", args=[stored.pk])).status_code == 404, key
