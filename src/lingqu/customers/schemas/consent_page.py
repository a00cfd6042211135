"""The preference page as HTML: plain forms that need no script, for the width of a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Final

from lingqu.customers.contracts.consent import WAYS, ConsentChannel, ConsentSource, ConsentStanding, Ground, Purpose
from lingqu.customers.domain.consent_page_words import WORDS, Words
from lingqu.infra.work import CORP_ZONE

FORM, PROOF, FAREWELL = "form", "proof", "farewell"
SHOWN: Final = (Purpose.MARKETING, Purpose.SERVICE)

_STYLE: Final = """
*{box-sizing:border-box}
body{margin:0;background:#f4f5f4;color:#1d2421;font:16px/1.55 -apple-system,"PingFang SC","Noto Sans CJK SC",
"Microsoft YaHei",system-ui,sans-serif;-webkit-text-size-adjust:100%}
main{max-width:34rem;margin:0 auto;padding:1.5rem 1rem 2.5rem}
header p.brand{margin:0;color:#5b6661;font-size:.875rem}
h1{margin:.1rem 0 .5rem;font-size:1.5rem;line-height:1.3}
header p{margin:0 0 1.25rem;color:#3d4743}
.note{margin:0 0 1rem;padding:.75rem 1rem;border-radius:.75rem;background:#e2f4e9;color:#0d5a32}
.note.same{background:#ebeeec;color:#3d4743}
fieldset,section{margin:0 0 1rem;padding:0;border:0;border-radius:.875rem;background:#fff;overflow:hidden}
legend{float:left;width:100%;padding:.9rem 1rem .2rem;font-weight:600}
legend small{display:block;color:#5b6661;font-weight:400;font-size:.8125rem}
label{clear:both;display:flex;gap:1rem;align-items:center;min-height:3.5rem;padding:.7rem 1rem;cursor:pointer}
label+label{border-top:1px solid #eceeed}
label span{flex:1}
label small{display:block;color:#5b6661;font-size:.8125rem;line-height:1.45}
input[type=checkbox]{flex:none;appearance:none;-webkit-appearance:none;width:3.1rem;height:1.9rem;margin:0;
border-radius:1rem;background:#b9c0bc;position:relative;cursor:pointer;transition:background .15s}
input[type=checkbox]::after{content:"";position:absolute;top:.15rem;left:.15rem;width:1.6rem;height:1.6rem;
border-radius:50%;background:#fff;transition:left .15s}
input[type=checkbox]:checked{background:#0a8f4f}
input[type=checkbox]:checked::after{left:1.35rem}
input[type=checkbox]:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid #7cc9a0;outline-offset:2px}
button,a.button{display:block;width:100%;min-height:3rem;padding:.7rem 1rem;border:0;border-radius:.75rem;font:inherit;
font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
.go{background:#0a7d46;color:#fff}
.bye{margin-top:.75rem;background:#fff;color:#a5301f;border:1px solid #e3c9c4}
.hint{margin:.4rem 0 1.5rem;color:#5b6661;font-size:.8125rem;text-align:center}
section{padding:.9rem 1rem}
section h2{margin:0 0 .3rem;font-size:1rem}
section ul{margin:0;padding-left:1.15rem;color:#3d4743;font-size:.9375rem}
footer{color:#5b6661;font-size:.8125rem}
.alone{padding-top:18vh;text-align:center}
.alone p{color:#3d4743}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a page needs beside its words: the corp's name, the language, where its form and its link go."""

    brand: str
    language: str
    address: str

    @property
    def words(self) -> Words:
        """The words of the page's language."""
        return WORDS[self.language]

    def say(self, text: str) -> str:
        """Return words with the corp's name in them, safe in HTML."""
        return escape(text.format(brand=self.brand))


def name_of(purpose: Purpose, channel: ConsentChannel) -> str:
    """Return the name of a switch in the form."""
    return f"{purpose}.{channel}"


def choices_page(
    sheet: Sheet, standing: Sequence[ConsentStanding], *, form: str, proof: str, sent: str | None
) -> bytes:
    """Show what may be sent, with a switch for each purpose and channel.

    Args:
        sent: `saved` or `same` after a form was sent, None before.
    """
    words = sheet.words
    places = {(one.purpose, one.channel): one for one in standing}
    sets = "".join(_purpose(sheet, purpose, [places[purpose, way] for way in WAYS]) for purpose in SHOWN)
    always = "".join(f"<li>{sheet.say(one)}</li>" for one in words.always_list)
    return _page(
        sheet,
        f'<header><p class="brand">{escape(sheet.brand)}</p><h1>{escape(words.title)}</h1>'
        f"<p>{sheet.say(words.intro)}</p></header>{_note(sheet, standing, sent)}"
        f'<form method="post" action="{escape(sheet.address)}">'
        f'<input type="hidden" name="{FORM}" value="{escape(form)}">'
        f'<input type="hidden" name="{PROOF}" value="{escape(proof)}">{sets}'
        f'<button class="go">{escape(words.save)}</button>'
        f'<button class="bye" name="{FAREWELL}" value="{Purpose.MARKETING}">{escape(words.farewell)}</button>'
        f'<p class="hint">{escape(words.farewell_hint)}</p></form>'
        f"<section><h2>{escape(words.always)}</h2><ul>{always}</ul></section>"
        f"<footer>{sheet.say(words.holds)}</footer>",
    )


def plain_page(sheet: Sheet, title: str, text: str, *, reopen: bool) -> bytes:
    """Show a title and a sentence, with a link to begin again where that helps."""
    link = (
        f'<p><a class="button go" href="{escape(sheet.address)}">{escape(sheet.words.reopen)}</a></p>' if reopen else ""
    )
    return _page(sheet, f'<div class="alone"><h1>{escape(title)}</h1><p>{sheet.say(text)}</p>{link}</div>')


def _note(sheet: Sheet, standing: Sequence[ConsentStanding], sent: str | None) -> str:
    if sent == "same":
        return f'<p class="note same" role="status">{escape(sheet.words.same)}</p>'
    last = max((one.since for one in standing if _is_said_here(one) and one.since), default=None)
    if sent != "saved" or last is None:
        return ""
    return f'<p class="note" role="status">{escape(sheet.words.saved.format(at=_instant(sheet, last)))}</p>'


def _purpose(sheet: Sheet, purpose: Purpose, standing: Sequence[ConsentStanding]) -> str:
    title, hint = sheet.words.purposes[purpose]
    rows = "".join(_switch(sheet, one) for one in standing)
    return f"<fieldset><legend>{escape(title)}<small>{escape(hint)}</small></legend>{rows}</fieldset>"


def _switch(sheet: Sheet, one: ConsentStanding) -> str:
    title, hint = sheet.words.ways[one.purpose, one.channel]
    said = ""
    if _is_said_here(one) and one.since is not None:
        told = sheet.words.granted_at if one.wanted else sheet.words.withdrawn_at
        said = f"<small>{escape(told.format(at=_instant(sheet, one.since)))}</small>"
    checked = " checked" if one.wanted else ""
    return (
        f"<label><span>{escape(title)}<small>{escape(hint)}</small>{said}</span>"
        f'<input type="checkbox" role="switch" name="{name_of(one.purpose, one.channel)}"{checked}></label>'
    )


def _is_said_here(one: ConsentStanding) -> bool:
    """What was told to staff is theirs to tell; the page speaks of what the customer did on it."""
    return one.source == ConsentSource.PREFERENCE_PAGE and one.ground in {Ground.GRANTED, Ground.WITHDRAWN}


def _instant(sheet: Sheet, at: datetime) -> str:
    return at.astimezone(CORP_ZONE).strftime(sheet.words.instant)


def _page(sheet: Sheet, body: str) -> bytes:
    return (
        f'<!doctype html><html lang="{sheet.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(sheet.words.title)}</title><style>{_STYLE}</style></head><body><main>{body}</main></body></html>"
    ).encode()
