"""The conversation as data: read, checked, compiled and walked through; pure, without I/O and without a clock."""
