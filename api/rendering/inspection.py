"""What our templates and stylesheets promise, read from their text: no browser, no rendering."""

from __future__ import annotations

import re
from pathlib import Path

_JINJA = re.compile(r"\{#.*?#\}", re.DOTALL)
_TAG = re.compile(
    r"<(?P<name>[a-z][a-z0-9-]*)\b"
    r"(?P<rest>(?:\{\{.*?\}\}|\{%.*?%\}|\"[^\"]*\"|[^>\"])*)>"
)
_TEMPLATE_RULES = (
    # (what matches is at fault, what to say); strict CSP runs none of it, silently.
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "inline style; the policy ignores it, use a class"),
    (re.compile(r"\son[a-z]+\s*=", re.IGNORECASE), "inline event handler; use a module"),
    (re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE), "javascript: address"),
    (re.compile(r"\bsrc=\"(?:https?:)?//", re.IGNORECASE), "file of another site"),
)
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgba?|hsla?|oklch|oklab|lab|lch|hwb)\(", re.IGNORECASE)
_ROOT = re.compile(r":root[^{]*\{[^}]*\}")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def faults_in(api_folder: Path) -> tuple[str, ...]:
    """Every fault of every template and own stylesheet below the package, with file and line."""
    faults: list[str] = []
    for file in sorted(api_folder.glob("templates/**/*.html")):
        faults += _placed(file, faults_in_template(file.read_text()))
    for file in sorted(api_folder.glob("static/*.css")):
        faults += _placed(file, faults_in_stylesheet(file.read_text()))
    return tuple(faults)


def faults_in_template(text: str) -> tuple[tuple[int, str], ...]:
    """(line, fault) of a template: what the content policy forbids, and images without `alt`."""
    source = _blanked(_JINJA, text)
    found: list[tuple[int, str]] = []
    for tag in _TAG.finditer(source):
        line = source.count("\n", 0, tag.start()) + 1
        rest = tag["rest"]
        found += [(line, fault) for rule, fault in _TEMPLATE_RULES if rule.search(rest)]
        if tag["name"] == "img" and not re.search(r"\balt=", rest):
            found.append((line, "image without alt"))
        if tag["name"] == "style":
            found.append((line, "style element; use a stylesheet"))
        if tag["name"] == "script" and not re.search(r"\bsrc=", rest):
            found.append((line, "inline script; use a module"))
    return tuple(found)


def faults_in_stylesheet(text: str) -> tuple[tuple[int, str], ...]:
    """(line, fault) of a stylesheet: colours are named once, in :root; all else uses the names."""
    source = _blanked(_ROOT, _blanked(_CSS_COMMENT, text))
    return tuple(
        (source.count("\n", 0, colour.start()) + 1, f"colour {colour[0]} outside :root")
        for colour in _COLOUR.finditer(source)
    )


def _placed(file: Path, faults: tuple[tuple[int, str], ...]) -> list[str]:
    return [f"{file}:{line}: {fault}" for line, fault in faults]


def _blanked(pattern: re.Pattern[str], text: str) -> str:
    """The text with every match made blank, so that the lines keep their numbers."""
    return pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
