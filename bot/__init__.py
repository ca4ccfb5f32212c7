"""The inside of Tableread: plain Python that knows no platform, provider, database or network."""
