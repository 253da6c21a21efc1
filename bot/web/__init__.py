"""One aiohttp server and the pages of the staff; it knows no channel and no database."""
