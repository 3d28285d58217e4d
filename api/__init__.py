"""The composition root: HTTP, pages, worker and command line."""
