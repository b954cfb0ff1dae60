"""What a browser, a keyboard and a screen reader make of the page of `srvname census --format html`.

    pip install playwright                                # with a Chromium of the system; nothing else is downloaded
    srvname census --format html --output census.html testdata/chains
    python3 testdata/tools/census_page.py census.html /usr/bin/chromium [FOLDER-FOR-PICTURES]

Ends with status 1 if something is not as `docs/CENSUS.md` says.
"""

import os
import sys

from playwright.sync_api import sync_playwright

WIDTHS, SCHEMES = (400, 1280), ("light", "dark")
FAULTS = []


def check(holds, what):
    print("ok   " if holds else "FAULT", what)
    if not holds:
        FAULTS.append(what)


def contrast(page, selector):
    """The contrast of the text of an element with the page (WCAG 2.2, 1.4.3)."""
    return page.evaluate(
        """selector => {
            const light = text => {
                const parts = text.match(/[\\d.]+/g).slice(0, 3).map(part => part / 255);
                const [r, g, b] = parts.map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const one = light(getComputedStyle(document.querySelector(selector)).color);
            const other = light(getComputedStyle(document.body).backgroundColor);
            return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        }""",
        selector,
    )


def look(browser, address, width, scheme, pictures):
    """Nothing leaves the page sideways, no script or style is refused, and text can be read."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: request.url.startswith("file:") or said.append(request.url))
    page.goto(address)
    name = f"{width}, {scheme}"
    check(not said, f"{name}: the console is empty, nothing is loaded {said}")
    check(page.evaluate("document.documentElement.scrollWidth") <= width, f"{name}: nothing leaves the page sideways")
    for selector in ("h1", ".at", ".headline", "summary", "#shown", "thead th"):
        if page.query_selector(selector):
            ratio = contrast(page, selector)
            check(ratio >= 4.5, f"{name}: contrast of {selector} is {ratio:.1f}")
    if pictures:
        for at in range(4):
            page.evaluate(f"window.scrollTo(0, {at * 850})")
            page.screenshot(path=os.path.join(pictures, f"census-{width}-{scheme}-{at}.png"))
    page.close()


def keys(browser, address):
    """Everything that acts is reached by Tab, has a name, and does what it says."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    reached = []
    for _ in range(400):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(
            """() => {
                const own = document.activeElement;
                const name = own.getAttribute('aria-label') ?? own.labels?.[0]?.textContent ?? own.textContent;
                const by = document.getElementById(own.getAttribute('aria-labelledby'));
                return [own.tagName, own.id, (by ? by.textContent : name).trim()];
            }"""
        ))
        if reached[-1][0] == "BODY":
            break
    check(all(name for tag, _, name in reached if tag != "BODY"), f"{len(reached)} places are reached by Tab, each with a name")
    check({"words", "set"} <= {id for _, id, _ in reached}, "the filter is among them")
    buttons = [name for tag, _, name in reached if tag == "BUTTON"]
    count = page.evaluate("document.querySelectorAll('table.sortable thead th').length")
    check(len(buttons) == count, f"each of the {count} columns that sort has a button")

    page.focus("#owners thead button")
    page.keyboard.press("Enter")
    names = page.eval_on_selector_all("#owners tbody th", "all => all.map(own => own.textContent.trim().toLowerCase())")
    head = page.query_selector("#owners thead th")
    check(names == sorted(names) and head.get_attribute("aria-sort") == "ascending", "Enter sorts by owner, and says so")
    page.keyboard.press("Space")
    check(head.get_attribute("aria-sort") == "descending", "Space sorts the other way round")
    page.focus("#owners thead th:nth-child(5) button")
    page.keyboard.press("Enter")
    counts = page.eval_on_selector_all("#owners tbody td:nth-child(5)", "all => all.map(own => Number(own.dataset.key))")
    check(counts == sorted(counts, reverse=True), "numbers begin with the largest")
    check(head.get_attribute("aria-sort") is None, "one column at a time says that it is sorted")

    owner = names[-1]
    page.focus("#words")
    page.keyboard.type(owner[:12])
    page.wait_for_timeout(400)
    shown = page.eval_on_selector_all("#certificates tbody tr", "all => all.filter(own => !own.hidden).map(own => own.textContent)")
    words = owner[:12].split()
    check(shown and all(all(word in text.lower() for word in words) for text in shown), f"{owner[:12]!r} leaves {len(shown)} certificates")
    check(f"{len(shown)} of " in page.inner_text("#shown"), page.inner_text("#shown"))
    check(page.get_attribute("#shown", "role") == "status", "that is said to a screen reader")
    page.fill("#words", "")
    page.focus("#set")
    page.select_option("#set", "0")
    page.wait_for_timeout(400)
    held = page.eval_on_selector_all("#certificates tbody tr", "all => all.filter(own => !own.hidden).map(own => own.dataset.held)")
    check(set(held) <= {"0"}, f"{len(held)} are technically constrained")
    page.close()


def names(browser, address):
    """What a screen reader has: the accessibility tree."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(address)
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    nodes = [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree if not node.get("ignored")]
    for role in ("heading", "table", "region", "searchbox", "combobox", "button", "image", "search"):
        of_role = [name for kind, name in nodes if kind == role]
        check(of_role and all(of_role), f"{len(of_role)} of role {role} have names: {of_role[:3]}")
    check(all("\u2195" not in name for kind, name in nodes if kind == "button"), "no button has an arrow in its name")
    headings = [name for kind, name in nodes if kind == "heading"]
    for question in ("When is it over?", "Which of my CAs must I reissue?"):
        check(question in headings, f"a heading asks: {question}")
    page.close()


def without_script(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    check(not page.is_visible("#filter"), "without script there is no filter")
    check(page.locator("#certificates tbody tr").count() > 0, "without script every row is there")
    context.close()


def main(path, chromium, pictures=None):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        address = "file://" + os.path.abspath(path)
        for width in WIDTHS:
            for scheme in SCHEMES:
                look(browser, address, width, scheme, pictures)
        keys(browser, address)
        names(browser, address)
        without_script(browser, address)
        browser.close()
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
