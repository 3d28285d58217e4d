"""The demo's day plays itself: people and clerks as programs that speak HTTP and write no row."""
