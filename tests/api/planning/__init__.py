"""Tests of planning at the edge: rows to problem, plan to duties, runs and pages."""
