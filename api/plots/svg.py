"""Elements of SVG as markup; every value is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def element(tag: str, *inside: object, **attributes: object) -> Markup:
    """Return an element; `class_` is class, `_` in names is `-`, None leaves an attribute out."""
    told = "".join(
        f' {_name(name)}="{escape(_plain(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    body = "".join(str(escape(part)) for part in inside)
    return Markup(f"<{tag}{told}>{body}</{tag}>" if body else f"<{tag}{told}/>")  # noqa: S704  # all parts are escaped


def joined(parts: Iterable[Markup]) -> Markup:
    """Return elements one after the other."""
    return Markup("").join(parts)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    """Return the `d` of a line through points."""
    told = " ".join(
        f"{'L' if place else 'M'}{_plain(x)} {_plain(y)}" for place, (x, y) in enumerate(points)
    )
    return f"{told}Z" if closed and told else told


def _name(name: str) -> str:
    return {"class_": "class", "viewBox": "viewBox"}.get(name, name.replace("_", "-"))


def _plain(value: object) -> object:
    return f"{value:.1f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
