"""What the line did, in figures: counts over the event log, their definitions, and how small numbers are protected.

All of it is pure: events come in, values go out. Who asks reads the log, and prints.
"""
