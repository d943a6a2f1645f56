"""The model: its state, its agents and the order of stages in a week."""
