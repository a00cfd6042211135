"""What the tests of the lints call the fixture that plants files."""

from collections.abc import Callable, Mapping

from tools.lints.source import Source

Plant = Callable[[Mapping[str, str]], Source]
