"""The address of the message whose button opened a form. It travels in the form's metadata, so it is sealed: only the
person to whom Klik gave it, in their workspace, can bring it back, and nobody can make Klik post to another address."""

import hmac

from bot.config import Settings


def seal(settings: Settings, workspace_id: str, slack_id: str, address: str) -> str:
    """The same on every replica: made with what all of them share with Slack alone."""
    secret = settings.slack_signing_secret or settings.slack_app_token
    assert secret is not None, "there is one of them, or Klik would not run"
    sealed = "\n".join(("origin", workspace_id, slack_id, address)).encode()
    return hmac.new(secret.get_secret_value().encode(), sealed, "sha256").hexdigest()[:32]


def is_sealed(settings: Settings, workspace_id: str, slack_id: str, address: str, found: object) -> bool:
    return hmac.compare_digest(seal(settings, workspace_id, slack_id, address), str(found))
