"""A policy scenario simulator: a war and its negotiations, in many worlds at once."""
