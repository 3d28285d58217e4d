"""Tests of telling phones."""
