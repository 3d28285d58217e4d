"""The citizens' pages as a browser without script sees them."""
