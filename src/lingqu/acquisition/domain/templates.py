"""Texts with names in them, rendered safely: Liquid without tags, three variables, one filter, bounded output."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictDefaultUndefined
from liquid.builtin import content, illegal, output
from liquid.builtin.filters.misc import default
from liquid.exceptions import LiquidError

from lingqu.acquisition.contracts import MAX_TEXT_BYTES

CUSTOMER_NAME = "customer.name"
STAFF_NAME = "staff.name"
CHANNEL_NAME = "channel.name"
VARIABLES = frozenset({CUSTOMER_NAME, STAFF_NAME, CHANNEL_NAME})

MAX_NAME_CHARS = 32
"""Longer names are cut: a nickname must not push a greeting over WeCom's limit."""

_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_BRACES = str.maketrans("{}", "｛｝")
_LEFTOVER = re.compile(r"\{\{|\}\}|\{%|%\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a text may name; None is not known (yet)."""

    customer: str | None
    staff: str | None
    channel: str | None


class _Plain(Environment):
    """Output statements and `default`, nothing that loops, assigns or includes."""

    output_stream_limit = 4 * MAX_TEXT_BYTES

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        del extra
        self.add_tag(content.Literal)
        self.add_tag(output.Output)
        self.add_tag(illegal.Illegal)
        self.add_filter("default", default)


_ENVIRONMENT = _Plain(undefined=StrictDefaultUndefined)

# lint: words - a character of three bytes to measure with, nobody reads it
WIDEST = Names(customer="宽" * MAX_NAME_CHARS, staff="宽" * MAX_NAME_CHARS, channel="宽" * MAX_NAME_CHARS)


def problem_of(text: str) -> str | None:
    """Say in one line why a text cannot be rendered, None when it can."""
    try:
        template = _parsed(text)
        found = template.analyze()
        unknown = {str(use) for uses in found.variables.values() for use in uses} - VARIABLES
        if unknown:
            return f"unknown variable {', '.join(sorted(unknown))}: there are {', '.join(sorted(VARIABLES))}"
        rendered = _filled(template, WIDEST)
    except LiquidError as error:
        return str(error).split("\n", 1)[0]
    return "braces that belong to no variable" if _LEFTOVER.search(rendered) else None


def needs_customer_name(text: str) -> bool:
    """Tell whether the text cannot be rendered without the customer's name."""
    return render(text, Names(customer=None, staff="-", channel="-")) is None


def render(text: str, names: Names) -> str | None:
    """Fill in the names; None when one that is needed is missing or the result would be too long for WeCom.

    Braces in a name become full-width ones, so that what is sent never looks like an unfilled variable.
    """
    try:
        rendered = _filled(_parsed(text), names)
    except LiquidError:
        return None
    return rendered if len(rendered.encode()) <= MAX_TEXT_BYTES else None


def clean(name: str) -> str:
    """Return a name as it may stand in a text: one line, nothing invisible, no braces, cut to length."""
    return _UNSEEN.sub(" ", name).translate(_BRACES).strip()[:MAX_NAME_CHARS].strip()


@lru_cache(maxsize=1024)
def _parsed(text: str) -> BoundTemplate:
    return _ENVIRONMENT.from_string(text)


def _filled(template: BoundTemplate, names: Names) -> str:
    values = {"customer": names.customer, "staff": names.staff, "channel": names.channel}
    return template.render(**{key: _named(value) for key, value in values.items()})


def _named(name: str | None) -> Mapping[str, str]:
    cleaned = clean(name) if name else ""
    return {"name": cleaned} if cleaned else {}
