"""Ensembles of worlds: experiment design, blocks, worker processes, stored results."""
