from recovery.ui import forms


class FeedForm(forms.Form):
    called = {"name": "what the calendar is called"}

    name = forms.CharField(
        label="Which calendar is it for?",
        max_length=60,
        width=20,
        help_text="So that you know which to revoke, for example “Phone”.",
    )
