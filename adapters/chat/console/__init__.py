"""The terminal as a chat platform like any other."""
