"""How people come in: by email and password, and only those an organisation has taken on."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody signs themselves up: people are added by their organisation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed. Whoever administers Holdfast in your organisation can open it",
        "email_password_mismatch": "That email address and password do not belong together. Check both and try again",
        "incorrect_password": "That is not the password of this account",
        "enter_current_password": "Enter the password you use now",
        "too_many_login_attempts": "Too many tries with a wrong password. Wait five minutes, then try again",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under our own address, whatever host the request claimed: the link opens the account."""
        uid, _, secret = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", args=[uid, secret])
