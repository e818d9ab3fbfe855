"""Figures, never verdicts: each module prints one line a figure. Run with `python -m benchmarks.NAME`."""
