"""Asking for a document: which of those that one's role may ask for."""

from governance import document_rules
from governance.enums import DocumentKind
from recovery.tenancy.permissions import may
from recovery.ui import forms

HINTS = {
    DocumentKind.PROGRESS_REPORT: (
        "What a commissioner reads: stages, actions, slips, red flags and responses. No personal data."
    ),
    DocumentKind.EVIDENCE_PACK: (
        "What an auditor reads: the whole record, every file’s SHA-256, gaps, full history. Holds personal data."
    ),
}


def kinds_for(workspace) -> list[DocumentKind]:
    return [kind for kind, capability in document_rules.CAPABILITY.items() if may(workspace, capability)]


class AskForm(forms.Form):
    kind = forms.RadioField(label="Which document?", choices=())

    def __init__(self, *args, kinds: list[DocumentKind], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, forms.Hinted(kind.label, hint=HINTS[kind])) for kind in kinds]
