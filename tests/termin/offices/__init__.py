"""Tests of termin/offices."""
