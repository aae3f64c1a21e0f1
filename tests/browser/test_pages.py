"""The report in Chromium: quiet, accessible, and whole on every width."""

from contextlib import contextmanager

import pytest

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
LIMIT = 3_000_000


class Opened:
    """A page that is open, and what it asked for and complained of."""

    def __init__(self, page):
        self.page, self.requests, self.complaints = page, [], []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))


@contextmanager
def opened(browser, file, size="desktop", scheme="light"):
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        device_scale_factor=2 if size == "phone" else 1,
        has_touch=size == "phone",
        is_mobile=size == "phone",
        reduced_motion="reduce",
    )
    found = Opened(context.new_page())
    found.page.goto(file.as_uri(), wait_until="load")
    yield found
    context.close()


def open_all(page):
    """Open all that is folded, and the contents."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def until(page, expression):
    """Wait for what is true within two seconds; the page's own policy forbids playwright's way."""
    for _ in range(40):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not within two seconds: {expression}")


def violations(axe, page):
    """What axe-core finds, of any impact."""
    found = axe.run(page).response["violations"]
    return [
        (one["id"], one["impact"], [node["html"][:150] for node in one["nodes"][:3]])
        for one in found
    ]


def shoot(page, folder, name):
    """Save what is seen first, and the whole page as far as a picture goes."""
    page.screenshot(path=folder / f"{name}.png")
    height = min(page.evaluate("document.documentElement.scrollHeight"), 7000)
    width = page.viewport_size["width"]
    clip = {"x": 0, "y": 0, "width": width, "height": height}
    page.screenshot(path=folder / f"{name}-whole.png", full_page=True, clip=clip)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["every-block", "demo", "diagnosis"])
def test_a_page_is_quiet_accessible_and_fits(name, size, scheme, chromium, axe, pages, screenshots):
    file = pages[name]
    with opened(chromium, file, size, scheme) as found:
        page = found.page
        shoot(page, screenshots, f"{name}-{size}-{scheme}")
        assert fits(page)
        assert violations(axe, page) == []
        if (name, scheme) == ("every-block", "dark") or size == "desktop":
            open_all(page)
            assert fits(page)
            shoot(page, screenshots, f"{name}-{size}-{scheme}-open")
            if name == "every-block":
                assert violations(axe, page) == []
        assert found.requests == [file.as_uri()]
        assert found.complaints == []


def fits(page):
    """Whether nothing stands out of the page at the side."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_what_overflows_scrolls_by_itself(chromium, pages):
    with opened(chromium, pages["every-block"], "phone") as found:
        wide = found.page.evaluate(
            """[...document.querySelectorAll('main *')].filter(one => {
                 const box = one.getBoundingClientRect();
                 return box.right > innerWidth + 1 && !one.closest('.scroll') && box.width > 1;
               }).map(one => one.outerHTML.slice(0, 120))"""
        )
        assert wide == []
        region = found.page.locator("[role=region]", has_text="Exact p").first
        region.focus()
        found.page.keyboard.press("ArrowRight")
        until(found.page, "document.activeElement.scrollLeft > 0")


def test_the_keyboard_reaches_all_and_is_seen(chromium, pages):
    with opened(chromium, pages["every-block"]) as found:
        page = found.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
        assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        deck = page.locator("details.deck > summary")
        deck.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.querySelector('details.deck').open")
        page.keyboard.press("Tab")
        style = "getComputedStyle(document.activeElement)"
        assert page.evaluate("document.activeElement.parentElement.className") == "card"
        assert page.evaluate(f"parseFloat({style}.outlineWidth)") >= 2
        assert page.evaluate(f"{style}.outlineStyle") == "solid"


def test_contents_stand_beside_at_desktop_width_and_fold_on_a_phone(chromium, pages):
    with opened(chromium, pages["every-block"]) as found:
        page = found.page
        assert not page.locator("nav summary").is_visible()
        assert page.locator("nav .beside a").first.is_visible()
        page.locator("nav .beside a", has_text="H6").click()
        assert page.evaluate("location.hash") == "#h6"
        until(page, "document.querySelector('#h6').getBoundingClientRect().top < 100")
        assert page.locator("nav .beside a").first.is_visible()
    with opened(chromium, pages["every-block"], "phone") as found:
        page = found.page
        assert page.locator("nav summary").is_visible()
        assert page.locator("nav a:visible").count() == 0
        page.locator("nav summary").click()
        assert page.locator("nav a").first.is_visible()


def test_figures_are_drawn_on_light_in_the_dark(chromium, pages):
    with opened(chromium, pages["every-block"], scheme="dark") as found:
        page = found.page
        seen = page.evaluate(
            """[...document.querySelectorAll('figure')].map(one => [
                 getComputedStyle(document.body).backgroundColor,
                 getComputedStyle(one.querySelector('.drawing')).backgroundColor,
                 one.querySelector('svg').getBoundingClientRect().width > 200])"""
        )
        assert seen[0] == ["rgb(20, 23, 26)", "rgb(255, 255, 255)", True]
        # its marks are where they refer to
        missing = page.evaluate(
            """[...document.querySelectorAll('svg use')].filter(
                 one => !document.querySelector(one.getAttribute('href'))).length"""
        )
        assert missing == 0
        drawn = page.evaluate(
            """[...document.querySelectorAll('#h1-shares [clip-path]')].filter(
                 one => one.getBoundingClientRect().width > 20).length"""
        )
        assert drawn >= 4


@pytest.mark.parametrize("name", ["every-block", "demo", "diagnosis"])
def test_a_page_prints_with_all_that_is_folded(name, chromium, pages, screenshots):
    with opened(chromium, pages[name]) as found:
        page = found.page
        content = page.pdf(path=screenshots / f"{name}.pdf", prefer_css_page_size=True)
        assert content.startswith(b"%PDF-") and len(content) > 20_000
        page.emulate_media(media="print", color_scheme="dark")
        assert not page.locator("nav").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == (
            "rgb(255, 255, 255)"
        )
        closed = page.evaluate(
            """[...document.querySelectorAll('details:not(.deck, .deck *, nav *)')].filter(
                 one => !one.lastElementChild.checkVisibility({contentVisibilityAuto: false})
                   || one.getBoundingClientRect().height <=
                      one.querySelector('summary').getBoundingClientRect().height).length"""
        )
        assert closed == 0
        if name == "every-block":
            assert page.locator("#h1-wide").is_visible()
            assert not page.locator("details.deck").is_visible()
            open_all(page)
            assert page.locator("details.deck").is_visible()


def test_the_demonstration_stays_small(pages):
    assert pages["demo"].stat().st_size < LIMIT
