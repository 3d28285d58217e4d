"""What all tests share."""

pytest_plugins = ["tests.browser", "tests.postgres", "tests.rows", "tests.web", "tests.workers"]
