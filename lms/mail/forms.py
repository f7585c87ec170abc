"""How mails come, topic by topic."""

from typing import Any

from django import forms

from lms.mail.enums import Delivery, Topic


class ChoicesForm(forms.Form):
    """One question for each topic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            # One answer of each is chosen from the start, so nothing has to say "required".
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=Delivery.choices, widget=forms.RadioSelect, required=False
            )

    def clean(self) -> dict[str, str]:
        """What is left out is as without a choice: a mail for each."""
        return {topic: self.cleaned_data.get(topic) or Delivery.EACH for topic in Topic.values}
