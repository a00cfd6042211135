"""A wrong evaluation is found out: mistakes are planted, and comparing tells who is wrong."""

from __future__ import annotations

import pytest

from audiences.crowds import Crowd
from audiences.directed import LOOK, fixed_crowd
from audiences.mutants import MUTANTS, PREDICATE, Mutant
from audiences.stage import Scene, Stage, Verdict, fitting


async def _find_out(scene: Scene, crowd: Crowd, mutant: Mutant) -> Verdict | None:
    questions = list(mutant.questions())
    right = [fitting(one, crowd.people, LOOK) for one in questions] if mutant.of == PREDICATE else []
    with pytest.MonkeyPatch.context() as patch:
        mutant.plant(patch)
        for number, definition in enumerate(questions):
            if right and fitting(definition, crowd.people, LOOK) == right[number]:
                continue  # nothing would show
            (verdict,) = await scene.compare(crowd, [(definition, LOOK)])
            if verdict.disputed:
                return verdict
    return None


def test_each_planted_mistake_is_found_out_and_nobody_else_blamed(stage: Stage) -> None:
    crowd = fixed_crowd()

    async def find_out() -> dict[Mutant, Verdict | None]:
        async with stage.scene(crowd) as scene:
            return {mutant: await _find_out(scene, crowd, mutant) for mutant in MUTANTS}

    found = stage.runner.run(find_out())

    assert [f"{one.name}: {sorted(one.of)}" for one, verdict in found.items() if verdict is None] == []
    for mutant, verdict in found.items():
        assert verdict is not None
        right = {fitting for name, fitting in verdict.said.items() if name not in mutant.of}
        assert len(right) == 1, mutant.name
        assert {verdict.said[name] for name in mutant.of} != right, mutant.name
