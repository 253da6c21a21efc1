"""Rehearsal: conversations played against the engine without any I/O, and what they left unplayed."""
