"""The edges: each module translates one outside thing and nothing else."""
