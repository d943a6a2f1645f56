"""The live page: levers as sliders, and how results change when they move. It runs the same code as
the command line."""
