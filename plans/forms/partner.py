from plans.forms.editable import INSIDE, SHARED, Editable
from plans.queries import partners
from recovery.ui import forms


class PartnerForm(Editable):
    called = {"organisation": "the organisation", "role": "what it brings"}

    organisation = forms.CharField(
        label="Which organisation?", max_length=150, help_text=f"Outside yours: a team, an advocate. {SHARED}"
    )
    role = forms.CharField(
        label="What does it bring?",
        max_length=200,
        help_text="For example “Community therapy for the three people on Elm floor”. " + SHARED,
    )
    contact = forms.CharField(label="Whom do you speak to there?", max_length=150, required=False, help_text=INSIDE)


class PartnerField(forms.ModelChoiceField):
    def label_from_instance(self, row) -> str:
        return f"{row.organisation}: {row.role}"


class ContributionForm(Editable):
    """What a partner does for an action. The owner inside still answers for it."""

    called = {"partner": "the partner", "contribution": "what it does", "due_on": "the date"}

    partner = PartnerField(queryset=None, empty_label="Choose a partner", label="Which partner?")
    contribution = forms.CharField(
        label="What does it do for this action?",
        max_length=300,
        help_text=f"The owner still answers for the action. {SHARED}",
    )
    due_on = forms.UKDateField(label="By when?", required=False)

    def __init__(self, *args, plan, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners.taking_part(plan)
