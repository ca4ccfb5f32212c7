"""What a person can ask for, the same on every platform."""
