"""Benchmarks: what the product manages, beside what this machine manages at all."""
