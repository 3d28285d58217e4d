"""What axe is asked in a browser: which rules a page breaks, and where."""

from __future__ import annotations

from api.assets import VENDOR_FOLDER

AXE = VENDOR_FOLDER / "axe" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

JUDGE = """
rules => axe.run(document, {
    ...(rules && {runOnly: rules}),
    resultTypes: ["violations"],
    selectors: false,
}).then(({violations}) => violations.flatMap(
    ({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`)))
"""
"""Give it `RULES`, or null for those that axe thinks best; `AXE` must have run in the page before.

All places that break a rule come back. What keeps to a rule axe describes once and we do not want
to hear: to find words for each such place and to send them takes most of its time otherwise.
"""
