from lingqu.segments.contracts.events import EVENTS
from lingqu.segments.domain.event_words import EVENT_WORDS
from lingqu.segments.domain.sentences.property_words import words_of


def test_every_event_has_words() -> None:
    assert set(EVENT_WORDS) == set(EVENTS)


def test_every_property_has_words_and_no_two_of_an_event_the_same() -> None:
    for event, keys in EVENTS.items():
        words = [words for key in keys if (words := words_of(event, key))]
        assert len(words) == len({one.zh for one in words}) == len({one.en for one in words}) == len(keys)
