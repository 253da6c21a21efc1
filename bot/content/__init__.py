"""What the bot says besides its flows: help lines, crisis phrases and wording, as data."""
