"""What a screen reader is told of an answered choice: one sentence, of the choice and of what the page says of it now."""

from typing import Any

from playwright.sync_api import expect

PAGE = "/indikator/syss_utrikes"
LISTEN = """() => {
  window.said = [];
  new MutationObserver(() => window.said.push(document.getElementById('announced').textContent))
    .observe(document.getElementById('announced'), {childList: true, characterData: true, subtree: true});
}"""
AT_EACH_ANSWER = """values => {
  const step = () => values.length && window.dash_clientside.set_props('sex', {value: values.shift()});
  window.addEventListener('kollen:answered', step);
  step();
}"""


def heard(visit: Any) -> list[str]:
    return list(visit.page.evaluate("window.said"))


def summary(visit: Any) -> str:
    return " ".join(visit.page.locator("#summary").inner_text().split())


def test_a_choice_is_told_once_with_what_the_page_says_of_it(visit):
    visit.open(PAGE)
    visit.page.evaluate(LISTEN)
    visit.page.get_by_label("Kvinnor", exact=True).check()
    visit.settle()
    expect(visit.page.locator("#announced")).to_contain_text("Kön: Kvinnor")
    assert heard(visit) == [f"Kön: Kvinnor. {summary(visit)}"]


def test_choices_in_quick_succession_are_told_with_their_own_answers(visit):
    visit.open(PAGE)
    visit.page.evaluate(LISTEN)
    visit.page.evaluate(AT_EACH_ANSWER, [*"KMKMK"])
    visit.until("() => document.querySelector('#sex input:checked').labels[0].textContent === 'Kvinnor'")
    visit.settle()
    expect(visit.page.locator("#announced")).to_have_text(f"Kön: Kvinnor. {summary(visit)}")
    told = heard(visit)
    assert len(told) < 5
    assert not [one for one in told if ("Kön: Kvinnor" in one) != (", kvinnor:" in one)]


def test_what_the_data_lacks_is_told_with_the_choice_that_let_go_of_it(visit):
    visit.open(f"{PAGE}?farg=trend")
    visit.page.evaluate(LISTEN)
    visit.page.evaluate("dash_clientside.set_props('indicator', {value: 'langv_bistand_bef'})")
    visit.settle()
    expect(visit.page.locator("#announced")).to_contain_text(summary(visit))
    assert len(heard(visit)) == 1
