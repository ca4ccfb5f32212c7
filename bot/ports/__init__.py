"""What the outside must offer, as small Protocols. A port is one conversation of five methods at most."""
