"""Planning: problems small enough to think through, and real ones to the clock."""
