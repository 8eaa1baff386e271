"""What holds for every page that everyone can reach: nothing that axe finds, landmarks, names, and nothing out of the screen.

Each function lists the faults it finds, so that one visit tells them all.
"""

import re
from itertools import pairwise
from typing import Any, Final

from axe_playwright_python.base import AXE_SCRIPT
from visits import NARROW, Visit

from tests.random_tests import whole

AXE_RUN: Final = """async ([colours, every]) => {
  const options = {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'], resultTypes: ['violations']};
  options.rules = {'color-contrast': {enabled: colours}};
  const backs = new Map(), kinds = new Map();
  const back = (one) => {
    if (!one) return '';
    if (!backs.has(one)) {
      const {backgroundColor, backgroundImage, opacity, position, zIndex} = getComputedStyle(one);
      const own = [backgroundColor, backgroundImage, opacity, `${position} ${zIndex}`];
      const bare = ['rgba(0, 0, 0, 0)', 'none', '1', 'static auto'];
      backs.set(one, back(one.parentElement) + own.filter((style, at) => style !== bare[at]));
    }
    return backs.get(one);
  };
  const kind = (one) => {
    const {color, fontSize, fontWeight, textShadow} = getComputedStyle(one);
    const control = one.matches('input, select, button, label, [aria-disabled]');
    return [back(one), color, fontSize, fontWeight, textShadow, control].join();
  };
  const written = (one) => one.matches('input, select, textarea')
    || [...one.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim());
  if (colours && !every) {
    for (const one of document.body.querySelectorAll('*')) {
      if (one.checkVisibility() && written(one) && !kinds.has(kind(one))) kinds.set(kind(one), one);
    }
    for (const one of kinds.values()) one.setAttribute('data-kind', '');
    if (kinds.size < 5) throw new Error(`there is next to no text: ${kinds.size} kinds`);
  }
  axe.configure({rules: [{id: 'color-contrast', selector: every ? '*' : '[data-kind]'}]});
  const {violations, passes} = await axe.run(document, options);
  for (const one of kinds.values()) one.removeAttribute('data-kind');
  if (passes.length < 5) throw new Error(`axe tried next to nothing: ${passes.map((one) => one.id)}`);
  return violations.flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) =>
    `${id}: ${html.slice(0, 200)} ${failureSummary}`.replaceAll(/\\s+/g, " ").slice(0, 500)));
}"""
"""Most of axe's time goes to contrast, so that is tried on one text of each kind: colour, size, and what lies behind it."""


def violations(visit: Visit, *, colours: bool = True) -> list[str]:
    """What axe finds; its script is put into a page once."""
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(f"{AXE_SCRIPT};0")
    return list(visit.page.evaluate(AXE_RUN, [colours, whole()]))


FRAME: Final = """() => {
  const shown = (selector) => document.querySelector(selector)?.checkVisibility() ?? false;
  return {
    lang: document.documentElement.lang,
    title: document.title,
    headings: [...document.querySelectorAll('h1,h2,h3,h4')].map((one) => Number(one.tagName[1])),
    mains: document.querySelectorAll('main').length,
    h1: shown('main#innehall h1'),
    notice: shown('.demo-notice') && document.querySelector('.demo-notice').textContent.includes('Demodata, påhittade värden'),
    width: document.documentElement.scrollWidth, room: document.documentElement.clientWidth,
  };
}"""


def out_of_order(page: Any) -> list[str]:
    """Language, title, one main heading, one main landmark, a named menu, headings without jumps, and the notice of the demo."""
    seen = page.evaluate(FRAME)
    levels = seen["headings"]
    held = {
        f"the language is {seen['lang']!r}": seen["lang"] == "sv",
        f"the title is {seen['title']!r}": seen["title"].endswith("Integrationskollen"),
        f"there are {levels.count(1)} main headings": levels.count(1) == 1,
        f"there are {seen['mains']} main landmarks": seen["mains"] == 1,
        "no main heading is seen in the content": seen["h1"],
        "no menu by the name of Huvudmeny is seen": page.get_by_role("navigation", name="Huvudmeny").is_visible(),
        f"headings jump: {levels}": levels[:1] == [1] and all(after - before <= 1 for before, after in pairwise(levels)),
        "the notice of the demo isn't seen": seen["notice"],
    }
    return [fault for fault, good in held.items() if not good]


ROLES: Final = "button|checkbox|combobox|listbox|radio|searchbox|slider|spinbutton|switch|textbox"
CONTROL: Final = re.compile(rf"\s*- '?({ROLES})\b")
NAMED: Final = re.compile(rf"\s*- '?({ROLES}) \"")
CONTROLS: Final = """() => {
  const controls = 'main :is(input, select, textarea, button, [role=combobox]):not([type=hidden]):not([disabled])';
  return [...document.querySelectorAll(controls)].filter((one) => one.checkVisibility({visibilityProperty: true})).length;
}"""
PICTURES: Final = """() => [...document.querySelectorAll('main [role=img], main img')].filter((one) => one.checkVisibility())
  .filter((one) => {
    const ids = (one.getAttribute('aria-labelledby') || '').split(' ');
    const labels = ids.map((id) => document.getElementById(id)?.textContent);
    const words = [one.getAttribute('aria-label'), one.alt, one.title, ...labels];
    return !words.some((text) => typeof text === 'string' && text.trim());
  }).map((one) => `a picture without a name: ${one.outerHTML.slice(0, 300)}`)"""


def unnamed(page: Any) -> list[str]:
    """Controls and pictures without a name that a screen reader can say, and controls that it isn't told of."""
    lines = [line for line in page.locator("main").aria_snapshot().splitlines() if CONTROL.match(line)]
    faults = [f"a control without a name: {line.strip()}" for line in lines if not NAMED.match(line)]
    seen = page.evaluate(CONTROLS)
    if len(lines) < seen:
        faults.append(f"a screen reader is told of {len(lines)} controls of {seen}")
    return faults + list(page.evaluate(PICTURES))


def too_wide(page: Any) -> list[str]:
    """Whether something makes the page scroll sideways."""
    width, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return [f"the page is {width} pixels wide on a screen of {room}"] if width > room else []


ON_PAPER: Final = """() => [...document.querySelectorAll(
    'main :is(input, select, button), nav, .skip-link, .modebar, header form')]
  .filter((one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects().length)
  .filter((one) => {
    const {borderTopWidth, backgroundColor} = getComputedStyle(one);
    return !one.matches('th .sort') || borderTopWidth !== '0px' || backgroundColor !== 'rgba(0, 0, 0, 0)';
  })
  .map((one) => `printed: ${one.outerHTML.slice(0, 200)}`)"""
"""A heading that a screen can sort by is the heading's own words, which paper needs: no control as long as it looks like none."""


def controls_on_paper(page: Any) -> list[str]:
    """What only a screen can use and is printed all the same; the page is left as it is on paper."""
    page.emulate_media(media="print")
    return list(page.evaluate(ON_PAPER))


def listed(found: list[str]) -> str:
    """All faults, one a line: pytest itself shows the first only."""
    return "\n".join(("", *found))


ROUTER: Final = "_pages_content.children"


def asked_again(visit: Visit) -> list[str]:
    """Whether a page that was loaded has asked the server for anything but its content, once."""
    once = len(visit.updates) == 1 and ROUTER in visit.updates[0]
    return [] if once else [f"the server was asked for {visit.updates}"]


def faults(visit: Visit, *, axe: bool = True, narrow_axe: bool = True) -> list[str]:
    """All that is wrong with the page, and then with the same on a narrow screen, whose colours are the same.

    `axe=False` is for one more page of a kind and state that axe has read elsewhere, `narrow_axe=False` for one more state of a
    kind that it has read on a narrow screen.
    """
    found = violations(visit) if axe else []
    found += out_of_order(visit.page) + unnamed(visit.page) + too_wide(visit.page)
    found += asked_again(visit)
    visit.resize(NARROW)
    narrow = violations(visit, colours=False) if axe and narrow_axe else []
    narrow += out_of_order(visit.page) + unnamed(visit.page) + too_wide(visit.page)
    return found + [f"on a narrow screen: {fault}" for fault in narrow] + visit.faults()


def faults_in_part(visit: Visit) -> list[str]:
    """The same for a page whose frame has been looked at elsewhere: axe and width, on both screens."""
    found = violations(visit) + too_wide(visit.page)
    visit.resize(NARROW)
    return found + [f"on a narrow screen: {fault}" for fault in violations(visit, colours=False) + too_wide(visit.page)]
