"""Statistical disclosure control: what is hidden before anything is published, and why."""

from etl.disclosure.protection import DisclosureError, Protected, protect

__all__ = ["DisclosureError", "Protected", "protect"]
