"""Which counters open for which services, when and where; then which ones, and who sits there."""
