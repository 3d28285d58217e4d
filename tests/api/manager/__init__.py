"""The managers' pages as a browser without script sees them."""
