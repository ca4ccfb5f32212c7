"""The embedded speech provider: espeak-ng in child processes; no key, no model, no system package."""
