"""Guards of the web side: origins, cookies, limits, headers."""
