"""The sign-in forms of django-allauth in our words. The settings name them in ACCOUNT_FORMS."""

from allauth.account import forms as allauth

from recovery.ui.wording import Worded

ADDRESS = "Email address"


class _Plain(Worded):
    """Without placeholders, which vanish as one types, and without the framework's help in the password's hint."""

    labels: dict[str, str] = {}
    hints: dict[str, str] = {}

    def prepare(self):
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


NEW = {"password1": "New password", "password2": "The new password again"}
LONG_ENOUGH = {"password1": "12 characters or more. Three words you can picture make a good one."}
AGAIN = {"password1": "a new password", "password2": "the new password again"}


class LoginForm(_Plain, allauth.LoginForm):
    labels = {"login": ADDRESS, "password": "Password"}
    called = {"login": "your email address", "password": "your password"}


class ResetPasswordForm(_Plain, allauth.ResetPasswordForm):
    labels = {"email": ADDRESS}
    called = {"email": "your email address"}


class ResetPasswordKeyForm(_Plain, allauth.ResetPasswordKeyForm):
    labels, hints, called = NEW, LONG_ENOUGH, AGAIN


class ChangePasswordForm(_Plain, allauth.ChangePasswordForm):
    labels = {"oldpassword": "Password you use now", **NEW}
    hints, called = LONG_ENOUGH, {"oldpassword": "the password you use now", **AGAIN}


class ReauthenticateForm(_Plain, allauth.ReauthenticateForm):
    labels = {"password": "Password"}
    called = {"password": "your password"}
