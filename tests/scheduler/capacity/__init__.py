"""Planning counters: instances small enough to know the answer, and the sample city."""
