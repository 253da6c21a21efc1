"""What may stand in the files of a conversation, where it stands, and what is wrong with it."""
