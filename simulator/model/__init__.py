"""Who acts, in what order: the state, the agents and the week."""
