"""Rulebooks in layers: a lower one states what it changes in an upper one, within what the upper one allows."""
