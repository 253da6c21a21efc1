"""Ajar: a messaging bot for the first, hesitant contact about a coercive or closed group."""
