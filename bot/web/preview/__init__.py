"""The conversation on trial, for editors: played over the files as they are on disk, never over the database."""
