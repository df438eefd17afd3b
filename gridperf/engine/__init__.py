"""The stages: measure, score, grade, roll up, pay, act. Each is a pure function from tables to a table; none knows of files."""
