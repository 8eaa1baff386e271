"""The routes beside the pages: files, feeds; and the command line that writes the same files."""
