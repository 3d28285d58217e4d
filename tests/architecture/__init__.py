"""What holds for the whole house: directions, sizes, locks, and docs that agree with the code."""
