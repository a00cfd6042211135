"""The document of what the twin holds: one line a fact, links to pages, positions of switches."""

from tools.fidelity import render

from facts.fact import Fact

ROWS = {
    "tags": [
        Fact(id="a", call="x/y", says="One | two.", source="core.md §2, page 91039 (2024-03-26)", code=40058),
        Fact(id="b", call="scan", says="Three.", source="a guess", asked=None, confirmed=False, switch=("knob", 7)),
    ]
}


def test_each_fact_is_a_line_with_its_page() -> None:
    lines = render(ROWS, {"tags": "Tags"}).splitlines()
    link = "[91039](https://developer.work.weixin.qq.com/document/path/91039)"
    assert f"| `x/y` | One \\| two. | 40058 | core §2, page {link} (2024-03-26) | yes |" in lines
    assert "| `scan` | Three. |  | a guess | no: `knob` = `7` |" in lines
    assert "2 facts about 2 calls and events, 1 of them confirmed by a page." in lines
