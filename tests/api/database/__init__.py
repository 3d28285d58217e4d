"""Tests of the embedded database and of database addresses."""
