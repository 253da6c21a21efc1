"""The sheets of quarters as people and programs read them: a page that prints well, CSV, JSON; and some to practise."""
