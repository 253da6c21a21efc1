"""What runs beside the conversation: time, and the operator's log."""
