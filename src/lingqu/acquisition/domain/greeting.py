"""What a new customer is told, or why nothing is."""

from dataclasses import dataclass
from datetime import datetime

from lingqu.acquisition.contracts import Channel, Welcome
from lingqu.acquisition.domain import hours, templates
from lingqu.acquisition.domain.templates import Names
from lingqu.deliveries.contracts import Content, Reason


@dataclass(frozen=True, slots=True)
class Choice:
    """The welcome that fits, before names are filled in."""

    welcome: Welcome | None
    needs_customer_name: bool


def choose(channel: Channel | None, *, at: datetime) -> Choice:
    """Pick the welcome of a channel at the instant of adding; none without a channel."""
    welcome = hours.choose(channel.welcome, at) if channel else None
    return Choice(welcome, welcome is not None and templates.needs_customer_name(welcome.text))


def compose(choice: Choice, names: Names) -> Content | Reason:
    """Fill in the names; the fall-back text when the customer's is not known, a reason when nothing is left to say."""
    welcome = choice.welcome
    if welcome is None:
        return Reason.NO_WELCOME
    text = templates.render(welcome.text, names)
    if text is None and welcome.fallback_text:
        text = templates.render(welcome.fallback_text, names)
    if not text and not welcome.attachments:
        return Reason.NO_WELCOME
    return Content(text=text or "", attachments=welcome.attachments)
