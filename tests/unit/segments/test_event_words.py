from lingqu.segments.contracts.events import EVENTS
from lingqu.segments.domain.event_words import EVENT_WORDS


def test_every_event_has_words() -> None:
    assert set(EVENT_WORDS) == set(EVENTS)
