"""How people come in: by email and password, and only those an organisation has taken on."""

from allauth.account.adapter import DefaultAccountAdapter


class ClosedSignUp(DefaultAccountAdapter):
    """Nobody signs themselves up: people are added by their organisation."""

    def is_open_for_signup(self, request) -> bool:
        return False
