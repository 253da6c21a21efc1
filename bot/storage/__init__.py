"""Where everything is kept: an SQL database whose fields are sealed, or plain memory with the same promises."""
