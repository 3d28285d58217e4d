"""Tests of the pages of screens."""
