"""What a person needs beside the service, ticked without giving a reason."""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """A wish about how one is served."""

    STEP_FREE = "step-free"
    QUIET = "quiet"
    SIGN_LANGUAGE = "sign-language"
    INTERPRETER = "interpreter"
    EXTRA_TIME = "extra-time"
