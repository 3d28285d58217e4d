"""What all tests share."""

from hypothesis import settings

pytest_plugins = ["tests.browser", "tests.postgres", "tests.rows", "tests.web", "tests.workers"]

# How long one example takes says something of the machine and who else works on it, nothing of us.
settings.register_profile("termin", deadline=None)
settings.load_profile("termin")
