"""Tests of the room mobile."""
