"""From "I want a human" to an outcome: the rules of a case, who is at the desk, and what a counsellor does."""
