"""What can be typed where words are asked for: each kind of value, how it is read, kept and shown. Pure."""
