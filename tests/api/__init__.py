"""Tests of the web, the pages and the command line."""
