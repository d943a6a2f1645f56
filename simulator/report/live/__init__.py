"""The live page: levers as sliders, and what changes when they move. It calls what the command line
calls."""
