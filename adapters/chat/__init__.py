"""Chat platforms: each asks and shows in its own native way, and decides nothing."""
