"""Tests of termin/catalogue."""
