"""Timings of gridperf beside other ways of computing the same figures; nothing here is installed or run by the tests of time."""
