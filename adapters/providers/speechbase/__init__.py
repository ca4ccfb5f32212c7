"""Speechbase: a conversation in one request, mixed or in pieces, with times for captions. Its vendor winds it down."""
