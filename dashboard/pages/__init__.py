"""One file a page: layout from the address, callbacks for the controls."""
