"""Tests of the public shift-scheduling instances."""
