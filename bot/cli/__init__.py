"""The commands of `tableread`, a file for each kind; heavy imports happen inside them."""
