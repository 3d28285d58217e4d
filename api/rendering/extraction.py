"""Every text of the product: what calls mark, and the titles of refusals, which no call marks.

`python -m api.rendering.extraction en` lists what a language lacks; see locale/README.md.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_python
from babel.messages.frontend import parse_mapping_cfg

from api.rendering.texts import LOCALE_FOLDER, Texts, read_texts

PROJECT = LOCALE_FOLDER.parent.parent
KEYWORDS: Mapping[str, Any] = {**DEFAULT_KEYWORDS, "N_": None}


def untranslated(texts: Texts, code: str, folder: Path = PROJECT) -> tuple[str, ...]:
    """Every German text below the folder that this language does not say in its own words."""
    catalogue = texts.catalogue(code)
    return tuple(text for text in messages(folder) if catalogue.ugettext(text) == text)


def messages(folder: Path = PROJECT) -> tuple[str, ...]:
    """Every message id below the folder, from the files that locale/babel.cfg names, in order."""
    with (LOCALE_FOLDER / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]  # Babel's
    found = extract_from_dir(folder, methods, options, KEYWORDS)
    return tuple(sorted({text if isinstance(text, str) else text[0] for _, _, text, _, _ in found}))


def extract_messages(
    source: IO[bytes],
    keywords: Mapping[str, Any],
    comment_tags: Collection[str],
    options: Mapping[str, Any],
) -> Iterator[tuple[Any, ...]]:
    """Babel's own findings in a Python file, then every string named `title` in a class body."""
    text = source.read()
    source.seek(0)
    encoding = {"encoding": options.get("encoding", "utf-8")}
    yield from extract_python(source, keywords, comment_tags, encoding)  # type: ignore[arg-type]  # Babel's option type is private
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            yield from _titles(node)


def _titles(refusal: ast.ClassDef) -> Iterator[tuple[Any, ...]]:
    for statement in refusal.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="title")], value=ast.Constant(value=str(title)))
                | ast.AnnAssign(target=ast.Name(id="title"), value=ast.Constant(value=str(title)))
            ):
                yield statement.lineno, "gettext", title, []
            case _:
                pass


def main() -> None:
    """Print what the languages named on the command line lack."""
    texts = read_texts()
    for code in sys.argv[1:]:
        for message in untranslated(texts, code):
            sys.stdout.write(f"{code}: {message}\n")


if __name__ == "__main__":
    main()
