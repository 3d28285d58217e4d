"""Rosters of an office."""
