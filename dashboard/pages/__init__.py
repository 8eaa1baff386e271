"""A folder a page: its address, layout and callbacks, its views, and the files and slides of it."""
