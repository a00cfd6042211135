"""What rules may say."""

from collections.abc import Iterator, Sequence

from lingqu.outreach.contracts.rules import FrequencyCap, Rules

MOST_CAPS = 20
MOST_A_PERIOD = 1_000
MOST_PERMILLE = 1_000
MOST_TASKS = 1_000
MOST_NUMBER = 2**31 - 1


def faults_of(rules: Rules) -> Iterator[tuple[str, str]]:
    """Give what is wrong with rules: the place, and what it should be."""
    yield from _faults_of_caps("body.caps", rules.caps)
    yield from _faults_of_caps("body.group_caps", rules.group_caps)
    if rules.quiet is not None and rules.quiet.begins == rules.quiet.ends:
        yield "body.quiet.ends", "another time than that at which quiet hours begin: all day nothing would leave"
    if not 0 <= rules.holdout_permille <= MOST_PERMILLE:
        yield "body.holdout_permille", f"0 to {MOST_PERMILLE}"
    if rules.approval_above is not None and not 0 <= rules.approval_above <= MOST_NUMBER:
        yield "body.approval_above", f"0 to {MOST_NUMBER}, or none"
    if rules.tasks_per_day is not None and not 1 <= rules.tasks_per_day <= MOST_TASKS:
        yield "body.tasks_per_day", f"1 to {MOST_TASKS} tasks, or none"


def needs_approval(rules: Rules, reach: int | None) -> bool:
    """Tell whether a broadcast that reaches so many people is for two persons to decide about."""
    return rules.approval_above is not None and (reach or 0) > rules.approval_above


def _faults_of_caps(place: str, caps: Sequence[FrequencyCap]) -> Iterator[tuple[str, str]]:
    if len(caps) > MOST_CAPS:
        yield place, f"at most {MOST_CAPS} caps"
    seen: set[tuple[object, ...]] = set()
    for number, cap in enumerate(caps):
        if not 1 <= cap.most <= MOST_A_PERIOD:
            yield f"{place}[{number}].most", f"1 to {MOST_A_PERIOD} messages"
        if (cap.category, cap.channel, cap.period) in seen:
            yield f"{place}[{number}]", "one cap for each category, channel and period"
        seen.add((cap.category, cap.channel, cap.period))
