"""The commands of `gridperf book`."""
