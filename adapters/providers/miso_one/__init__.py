"""Miso One: a whole dialogue in one request, asked for again until it is ready."""
