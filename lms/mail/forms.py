"""How mails come, topic by topic."""

from typing import Any

from django import forms

from lms.mail.enums import Delivery, Topic


class ChoicesForm(forms.Form):
    """One question for each topic."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for topic in Topic:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=Delivery.choices, widget=forms.RadioSelect
            )
