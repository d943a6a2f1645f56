"""How often: tables of worlds, blocks, workers, results."""
