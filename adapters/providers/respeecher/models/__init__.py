"""What Respeecher's API speaks of, as values: only the id is sure to be there, and more than is known may be."""
