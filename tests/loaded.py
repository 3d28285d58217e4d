"""What every copy of the process in `tests.forked` has read already."""

from __future__ import annotations

from api.rendering import Pages, read_texts

Pages(read_texts())
