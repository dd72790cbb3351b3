"""Benchmarks: figures as ratios within one run, never asserted as wall time."""
