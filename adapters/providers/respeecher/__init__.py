"""Respeecher's Voice Marketplace: a client of its whole API, and the provider that performs scripts with it."""
