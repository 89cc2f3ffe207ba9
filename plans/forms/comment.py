from plans.forms.editable import INSIDE, Editable
from recovery.ui import forms


class CommentForm(Editable):
    text = forms.LongTextField(
        label="What do you want to say?",
        max_length=2000,
        rows=3,
        help_text=f"Write @ and a name to call somebody: it waits for them under My work. {INSIDE}",
        error_messages={"required": "Write what you want to say"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-mentions"] = "people-to-call"


class ProgressForm(CommentForm):
    """How far something is: a comment too."""

    text = forms.LongTextField(
        label="How far is it?",
        max_length=2000,
        rows=3,
        help_text=f"What is done, and what stands in the way. Write @ and a name to call somebody. {INSIDE}",
        error_messages={"required": "Write how far it is"},
    )
