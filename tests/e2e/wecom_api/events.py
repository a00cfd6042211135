from e2e.twin.receiver import Receiver
from wecom_api.callbacks.events import parse_message
from wecom_api.callbacks.meaning import view_of
from wecom_api.callbacks.views import View


def understood(receiver: Receiver) -> list[View]:
    """What the twin's callbacks mean to the client, in the order they came."""
    return [view_of(parse_message(delivery.xml.encode())) for delivery in receiver.deliveries]
