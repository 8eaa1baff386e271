"""When a browser that has never been here has something on its screen."""

from typing import Final, NamedTuple

from playwright.sync_api import Browser, ViewportSize

PATIENCE_MS: Final = 40_000
WIDE: Final[ViewportSize] = {"width": 1366, "height": 768}
LOOK: Final = """ready => {
  const look = () => {
    if (ready()) requestAnimationFrame(() => setTimeout(() => { window.seen = performance.now(); }, 0));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Looks at every frame, of which a browser has none while style sheets are on their way."""
ANSWERED: Final = "performance.getEntriesByType('navigation')[0].responseStart"


class Seen(NamedTuple):
    """Milliseconds from the navigation to the answer's first byte, and to what was waited for."""

    answered: float
    drawn: float


def seen(browser: Browser, url: str, ready: str) -> Seen:
    """When the JavaScript expression `ready` was true and painted.

    Raises:
        TimeoutError: it never was.

    """
    context = browser.new_context(viewport=WIDE, locale="sv-SE")
    page = context.new_page()
    page.add_init_script(f"({LOOK})(() => {ready})")
    page.goto(url, wait_until="commit")
    for _ in range(PATIENCE_MS // 20):
        found: float | None = page.evaluate("window.seen")
        if found:
            answered: float = page.evaluate(ANSWERED)
            context.close()
            return Seen(answered, found)
        page.wait_for_timeout(20)
    raise TimeoutError(f"{url}: not drawn after {PATIENCE_MS} ms: see in a browser whether the page is whole")
