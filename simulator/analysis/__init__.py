"""What it means: statistics, and two scenarios compared."""
