"""A delivery moves as its chart says, whatever is asked of it in whatever order."""

from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.domain.states import GROUP_SEND_MOVES, MOVES, GroupSendState, is_final, sources

STATES = st.sampled_from(DeliveryState)


class DeliveryMachine(RuleBasedStateMachine):
    """Asks for any move at any time; as the store does, a move happens only from one of its sources."""

    @initialize()
    def plan(self) -> None:
        self.state = DeliveryState.PLANNED
        self.visited = [DeliveryState.PLANNED]

    @rule(target_state=STATES)
    def ask(self, target_state: DeliveryState) -> None:
        if self.state.value in sources(target_state):
            self.state = target_state
            self.visited.append(target_state)

    @invariant()
    def only_what_was_given_to_a_call_or_gave_way_is_planned_again(self) -> None:
        again = [before for before, state in pairwise(self.visited) if state is DeliveryState.PLANNED]
        assert set(again) <= {DeliveryState.CLAIMED, DeliveryState.HANDED_OVER, DeliveryState.SKIPPED}

    @invariant()
    def nothing_follows_an_end(self) -> None:
        ends = {state for state in self.visited[:-1] if is_final(state)}
        assert ends <= {DeliveryState.SKIPPED, DeliveryState.UNKNOWN}

    @invariant()
    def what_was_delivered_or_handed_over_was_claimed_before(self) -> None:
        if {DeliveryState.DELIVERED, DeliveryState.HANDED_OVER} & set(self.visited):
            assert DeliveryState.CLAIMED in self.visited


TestDeliveryMachine = DeliveryMachine.TestCase


def test_exactly_six_states_are_final() -> None:
    assert {state for state in DeliveryState if is_final(state)} == {
        DeliveryState.DELIVERED,
        DeliveryState.FAILED,
        DeliveryState.EXPIRED,
        DeliveryState.CANCELLED,
        DeliveryState.SKIPPED,
        DeliveryState.UNKNOWN,
    }


def test_every_state_has_its_moves() -> None:
    assert set(MOVES) == set(DeliveryState)
    assert set(GROUP_SEND_MOVES) == set(GroupSendState)


def test_a_call_that_may_have_been_made_is_never_ready_again_without_an_answer() -> None:
    assert {state for state, targets in GROUP_SEND_MOVES.items() if GroupSendState.READY in targets} == {
        GroupSendState.CALLING
    }
