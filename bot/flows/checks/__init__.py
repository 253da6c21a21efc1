"""The checks on the files of a conversation; `bot.flows.check` runs them all."""
