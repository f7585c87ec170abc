"""Forms of the sign-in and of the preferences, in the words of this house."""

import struct
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User
from lms.accounts.zones import zone_choices

PASSWORD_HINT = _("At least 12 characters. Several words you will remember are better than one that is hard to type.")


def relabel(field: forms.Field, label: Any, *, hint: Any = "") -> None:
    """Our words instead of allauth's; no placeholders, which vanish when one types."""
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)


def screen_languages() -> list[tuple[str, str]]:
    """The languages in which every screen exists."""
    return [(code, str(name)) for code, name in settings.LANGUAGES if code in settings.SCREEN_LANGUAGES]


class SignInForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["login"], _("E-mail address"))
        relabel(self.fields["password"], _("Password"))


class OfficeDomainForm(forms.Form):
    """Which institution; of an address only what follows the @ is used."""

    address = forms.CharField(
        label=_("Your address at work, or its domain"),
        help_text=_("Only what follows the @ is used, such as fiscalia.example.org."),
        max_length=254,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs.update({"inputmode": "email", "autocapitalize": "none"})


class AskResetForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["email"], _("E-mail address"), hint=_("The one you were invited with."))

    @property
    def user(self) -> User | None:
        """Whose address it is, if anybody's who can sign in."""
        return self.users[0] if self.users else None


class ResetTokenForm(allauth_forms.UserTokenForm):
    """Reset links name an account by its public id, never by its key."""

    def _get_user(self, uidb36: str) -> User | None:
        return User.objects.filter(public_id=uidb36, is_active=True).first()


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["password1"], _("New password"), hint=PASSWORD_HINT)
        relabel(self.fields["password2"], _("New password, again"))


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["oldpassword"], _("Current password"))
        relabel(self.fields["password1"], _("New password"), hint=PASSWORD_HINT)
        relabel(self.fields["password2"], _("New password, again"))


class ConfirmPasswordForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["password"], _("Your password"))


def ask_for_code(field: forms.Field, label: Any, *, hint: Any) -> None:
    """A code is digits: telephones show their digits and offer the code they have just received."""
    relabel(field, label, hint=hint)
    field.widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": "12"})


class CodeForm(code_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], _("Code"), hint=_("Six digits from your app, or one of your recovery codes."))


class ConfirmCodeForm(code_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], _("Code"), hint=_("Six digits from your app, or one of your recovery codes."))


class ActivateAppForm(app_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_for_code(self.fields["code"], _("Code"), hint=_("The six digits your app shows now."))

    @property
    def spaced_secret(self) -> str:
        """The secret in groups of four, to be typed by hand."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


# How the library that reads a passkey's answer breaks on what no browser sends.
UNREADABLE = (TypeError, ValueError, AttributeError, LookupError, struct.error)


class PasskeyAnswerField(forms.JSONField):
    """What the browser says of a passkey; a text nested without end is none."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")


class PasskeyForm(passkey_forms.AuthenticateWebAuthnForm):
    """A passkey as the second step of ``user``, or by itself where nobody has said who it is."""

    credential = PasskeyAnswerField()

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.passwordless = user is None

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code")


class ConfirmPasskeyForm(PasskeyForm):
    reauthenticated = True


class AddPasskeyForm(passkey_forms.AddWebAuthnForm):
    credential = PasskeyAnswerField()

    def clean(self) -> Any:
        try:
            return super().clean()
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relabel(self.fields["name"], _("Name"), hint=_("So that you know it again, such as: office computer."))
        self.fields["name"].max_length = 60
        self.fields.pop("passwordless", None)


class LongSelect(forms.Select):
    """A select with hundreds of options, written at once: Django draws each option with a template of its own."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        groups = format_html_join(
            "",
            '<optgroup label="{}">{}</optgroup>',
            ((label, self._options(options, chosen)) for label, options in self.choices),
        )
        whole = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        return format_html("<select{}>{}</select>", flatatt(whole), groups)

    @staticmethod
    def _options(options: Any, chosen: str) -> SafeString:
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((code, mark_selected(code == chosen), text) for code, text in options),
        )


def mark_selected(is_chosen: bool) -> SafeString:
    return SafeString(" selected" if is_chosen else "")  # nosec B703


class ReaderForm(forms.Form):
    """Language and clock of a reader; the base of the preferences and of the invitation."""

    language = forms.ChoiceField(label=_("Language"), choices=screen_languages)
    time_zone = forms.ChoiceField(
        label=_("City whose time you use"),
        help_text=_("Hours of sessions and deadlines are shown in the time of this city."),
        choices=zone_choices,
        widget=LongSelect,
    )


class JoinForm(ReaderForm):
    """What somebody who was invited chooses."""

    password1 = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password, again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["password1", "password2", "language", "time_zone"]

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, user=User(email=self.email))
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "password1" in cleaned and cleaned.get("password2") != cleaned["password1"]:
            self.add_error("password2", _("The two passwords differ. Type the same one twice."))
        return cleaned
