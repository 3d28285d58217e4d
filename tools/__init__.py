"""What `make` runs: installing, locking, checking. Nothing of the product imports it."""
