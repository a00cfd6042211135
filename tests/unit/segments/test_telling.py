"""A counter-example is told so that a person understands it without running anything."""

from audiences.crowds import Crowd
from audiences.stage import Verdict
from audiences.telling import told
from audiences.world import DAY, NOON
from lingqu.kernel.ids import CustomerId, StaffId, TagId
from lingqu.segments.contracts.definition import All, EventLeaf, EventMatch, Not, TagLeaf
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonRelation
from lingqu.segments.domain.questions.answer import Look

MARK = Mark(tag_id=TagId(1), group_id=100, granted_at=NOON - DAY, source="wecom")
PERSON = Person(
    customer_id=CustomerId(7),
    attributes={"city": "上海"},
    relations=(PersonRelation(staff_id=StaffId(2), added_at=NOON - 2 * DAY, marks=(MARK,)),),
    events=(Occurrence(name="link.viewed", occurred_at=NOON, number=0, properties={"page": "羽绒"}),),
)
DEFINITION = All(of=(TagLeaf(tags=(1,)), Not(of=EventLeaf(event=EventMatch(name="link.viewed")))))

TOLD = """
of customer 7, looked at from 2026-03-01 12:00, not all say the same:
  tagged “t1”, and not (had “link.viewed”)
  {"kind":"all","of":[{"kind":"tag","tags":[1]},{"kind":"not","of":{"kind":"event","event":{"name":"link.viewed"}}}]}
  predicate: no, bitmaps: no, sql: yes, explanation: no
  |                  | in the universe            |
  |                  | merged into it             | 70007, each into the one before
  |                  | attribute city             | 上海
  | 2026-02-27 12:00 | relation with u2           | way 0, channel None
  | 2026-02-28 12:00 |   tag t1 of g100           | by wecom
  | 2026-02-28 12:00 | segment.entered of 70007   | {"segment_id": 1}
  | 2026-02-28 12:00 | segment.entered of 70007   | {"segment_id": 2}
  | 2026-03-01 12:00 | customer.merged of 70007   | {"into": 0}
  | 2026-03-01 12:00 | customer.unmerged of 70007 | {"into": 0}
  | 2026-03-01 12:00 | customer.merged of 70007   | {"into": 7}
  | 2026-03-01 12:00 | segment.left of 70007      | {"segment_id": 1}
  | 2026-03-01 12:00 | segment.left of 70007      | {"segment_id": 2}
  | 2026-03-01 12:00 | link.viewed                | {"page": "羽绒"}
  because
    no  all of these: 1 of 2
      yes tagged “t1”: has “t1” (u2, 2026-02-28 12:00)
      no  not this
        yes had “link.viewed”: times: 1, the last 2026-03-01 12:00 (just now)"""


def test_the_definition_is_a_sentence_the_customer_a_table_and_all_say_what_they_said() -> None:
    verdict = Verdict(DEFINITION, Look(NOON), frozenset(), frozenset(), frozenset({7}), frozenset())

    text = told(verdict, Crowd((PERSON,), {CustomerId(7): (CustomerId(70_007),)}))

    assert text == TOLD


def test_somebody_who_is_nobody_of_the_crowd_is_named() -> None:
    verdict = Verdict(DEFINITION, Look(NOON), frozenset(), frozenset({9}), frozenset(), frozenset())

    assert told(verdict, Crowd((PERSON,))).endswith("this is no customer of the crowd, or one merged away")
