"""Values as people read them: numbers with their thousands apart, days as ISO writes them, shares with a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from markupsafe import Markup, escape

_NOTHING = Markup('<span class="none">&ndash;</span>')


def cell(kind: str, values: Sequence[object]) -> Markup:
    """Render one cell of a table; `values` as `sections.Column.fields` names them, null where unknown."""
    if values[0] is None:
        return _NOTHING
    return _KINDS[kind](values)


def _text(values: Sequence[object]) -> Markup:
    return escape(str(values[0]))


def _integer(values: Sequence[object]) -> Markup:
    return escape(f"{_float(values[0]):,.0f}")


def _number(values: Sequence[object]) -> Markup:
    return escape(f"{_float(values[0]):,.1f}")


def _share(values: Sequence[object]) -> Markup:
    share = _float(values[0])
    bar = Markup('<span class="bar"><i style="width:{}%"></i></span>')
    return escape(f"{share:.1%} ") + bar.format(f"{100 * min(max(share, 0.0), 1.0):.1f}")


def _good(values: Sequence[object]) -> Markup:
    share = _float(values[0])
    return Markup('<span class="heat" style="{}">{}</span>').format(_heat(share), _percent(share))


def _interval(values: Sequence[object]) -> Markup:
    return _between(values, "{:.3f}")


def _change(values: Sequence[object]) -> Markup:
    return _between(values, "{:+.0%}")


def _between(values: Sequence[object], form: str) -> Markup:
    value, *ends = values
    told = escape(form.format(_float(value)))
    if None in ends:
        return told
    low, high = (form.format(_float(end)) for end in ends)
    return told + Markup(" <small>{} to {}</small>").format(low, high)


def _strip(values: Sequence[object]) -> Markup:
    return _squares(values, _heat)


def _cohort(values: Sequence[object]) -> Markup:
    return _squares(values, _blue)


def _squares(values: Sequence[object], colour: Callable[[float], str]) -> Markup:
    shares, labels = map(_list, values)
    known = [_float(share) for share in shares if share is not None]
    told = f"from {_percent(known[0])} to {_percent(known[-1])}" if known else "unknown"
    squares = Markup("").join(
        _square(share, label, colour) for share, label in zip(shares, labels, strict=True)
    )
    return Markup('<span class="squares" role="img" aria-label="{}">{}</span>').format(
        told, squares
    )


def _square(share: object, label: object, colour: Callable[[float], str]) -> Markup:
    if share is None:
        return Markup('<b class="gap"></b>')
    said = f"{label}: {_percent(_float(share))}"
    return Markup('<b style="{}" title="{}"></b>').format(colour(_float(share)), said)


def _instant(values: Sequence[object]) -> Markup:
    instant = values[0]
    return escape(f"{instant:%Y-%m-%d %H:%M}") if isinstance(instant, datetime) else _text(values)


def _day(values: Sequence[object]) -> Markup:
    day = values[0]
    return escape(f"{day:%Y-%m-%d}") if isinstance(day, date) else _text(values)


def _month(values: Sequence[object]) -> Markup:
    month = values[0]
    return escape(f"{month:%Y-%m}") if isinstance(month, date) else _text(values)


def _float(value: object) -> float:
    return float(str(value))


def _list(values: object) -> Sequence[object]:
    return values if isinstance(values, list) else []


def _percent(share: float) -> str:
    """Write a share so that only a whole one is 100 %: 99.97 % is not."""
    if 0.999 <= share < 1:
        return f"{100 * share:.2f} %"
    return f"{100 * share:.0f} %" if share in (0.0, 1.0) else f"{100 * share:.1f} %"


def _heat(share: float) -> str:
    """Colour a share that should be 1: blue is all, white a half, orange nothing; the colour-blind tell them apart."""
    distance = min(abs(share - 0.5) / 0.5, 1.0)
    hue, deepest = (212, 45) if share > 0.5 else (28, 58)
    lightness = 94 - (94 - deepest) * distance
    return (
        f"background:hsl({hue} 62% {lightness:.0f}%);color:{'#fff' if lightness < 62 else '#123'}"
    )


def _blue(share: float) -> str:
    """Colour a share of which more is more; from six tenths on it is all one."""
    return f"background:hsl(212 62% {94 - 49 * min(share / 0.6, 1.0):.0f}%)"


_KINDS = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "share": _share,
    "good": _good,
    "interval": _interval,
    "change": _change,
    "strip": _strip,
    "cohort": _cohort,
    "instant": _instant,
    "day": _day,
    "month": _month,
}
