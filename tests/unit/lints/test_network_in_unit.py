from __future__ import annotations

from tools.lints import network_in_unit

from unit.lints.planting import Plant

PORTS = {
    "src/lingqu/deliveries/ports.py": """
        class GreetingSender(Protocol):
            async def send(self, code): ...

        class Seals(Protocol):
            def seal(self, text): ...
    """
}
API = "src/lingqu/deliveries/api.py"


def found(plant: Plant, body: str) -> list[tuple[int, str]]:
    source = plant(PORTS | {API: body})
    return [(finding.line, finding.message) for finding in network_in_unit.check(source)]


def test_a_port_awaited_inside_a_unit_is_found(plant: Plant) -> None:
    body = """\
    async def greet(database, sender: GreetingSender):
        async with database.unit(1) as unit:
            await sender.send("code")
    """
    assert found(plant, body) == [(3, "sender is awaited in an open transaction")]


def test_a_port_awaited_before_or_after_a_unit_passes(plant: Plant) -> None:
    body = """\
    async def greet(database, sender: GreetingSender):
        async with database.unit(1) as unit:
            claimed = await store.claim(unit)
        await sender.send(claimed)
        async with database.unit(1) as unit:
            await store.settle(unit)
    """
    assert found(plant, body) == []


def test_a_port_handed_to_another_operation_inside_a_unit_is_found(plant: Plant) -> None:
    body = """\
    async def greet(batch, sender: GreetingSender):
        async with batch.unit() as unit:
            await send_greetings(unit, sender=sender)
    """
    assert [line for line, _ in found(plant, body)] == [3]


def test_a_function_that_is_given_an_open_unit_may_not_await_a_port(plant: Plant) -> None:
    body = """\
    async def settle(unit: UnitOfWork, sender: "GreetingSender"):
        await sender.send("code")
    """
    assert [line for line, _ in found(plant, body)] == [2]


def test_a_port_kept_in_a_field_is_known(plant: Plant) -> None:
    body = """\
    class Lane:
        def __init__(self, sender: GreetingSender):
            self._sender = sender

        async def run(self, units):
            async with units() as unit:
                await self._sender.send("code")
    """
    assert [line for line, _ in found(plant, body)] == [7]


def test_a_port_of_an_enclosing_function_is_known(plant: Plant) -> None:
    body = """\
    def kinds(sender: GreetingSender):
        async def run(batch):
            async with batch.unit() as unit:
                await sender.send("code")
        return run
    """
    assert [line for line, _ in found(plant, body)] == [4]


def test_a_field_that_holds_a_port_is_known_from_other_modules(plant: Plant) -> None:
    plant({"src/lingqu/deliveries/desk.py": "class Desk:\n    counter: GreetingSender\n    seals: Seals\n"})
    body = """\
    async def settle(unit: UnitOfWork, desk: Desk):
        await store.write(unit, desk.seals)
        await desk.counter.send("code")
    """
    assert [line for line, _ in found(plant, body)] == [3]


def test_a_function_that_waits_for_the_network_is_found_where_it_is_called(plant: Plant) -> None:
    body = """\
    async def look(database, corp_id):
        async with database.read(corp_id) as session:
            return await _both(session)

    async def _both(session):
        return await _date()

    async def _date():
        async with httpx.AsyncClient() as http:
            return await http.get("/")
    """
    assert found(plant, body) == [(3, "_both is awaited in an open transaction")]


def test_a_port_without_asynchronous_methods_is_no_network(plant: Plant) -> None:
    body = """\
    async def connect(unit: UnitOfWork, seals: Seals):
        await store.insert(unit, seals.seal(b"secret"))
    """
    assert found(plant, body) == []


def test_sleeping_inside_a_unit_is_found(plant: Plant) -> None:
    body = """\
    async def wait(database, clock):
        async with database.read(1) as session:
            await clock.sleep(5)
    """
    assert found(plant, body) == [(3, "sleeps in an open transaction")]
