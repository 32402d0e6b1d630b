"""Pictures of the real page over the sample reports, into docs/images: `python bench/screenshots.py`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser import Watched, chromium, served
from playwright.sync_api import Page

from geo.store import (
    Store,
    samples,
)

IMAGES = ROOT / "docs" / "images"
SIZES = ((768, 1024), (1280, 800), (1920, 1080))
SCHEMES = ("light", "dark")


def settle(page: Page) -> None:
    """Until the base map is drawn and nothing runs."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton], [data-stale=true]')")
    page.wait_for_timeout(900)


def shoot(page: Page, name: str) -> None:
    settle(page)
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=IMAGES / f"{name}.png")
    print(IMAGES.relative_to(ROOT) / f"{name}.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "store.db"
        store = Store(path)
        samples.ensure(store)
        claims = {one.citation.as_written: one.id for one in store.claims()}
        store.close()
        with served(path, Path(scratch) / "log") as address, chromium() as browser:
            for width, height in SIZES:
                for scheme in SCHEMES:
                    visitor = Watched(
                        browser, address, viewport={"width": width, "height": height}, color_scheme=scheme
                    )
                    page = visitor.open()
                    page.get_by_role("button", name="Got it").click()
                    page.get_by_role("button", name="Got it").wait_for(state="detached")
                    page.locator(".rp-label-holder", has_text="Kursk Oblast").first.click()
                    page.wait_for_selector(".rp-card")
                    shoot(page, f"map-{width}-{scheme}")
                    visitor.context.close()
            visitor = Watched(browser, address, viewport={"width": 1280, "height": 900})
            for view, wait in (
                ("compare", ".answer"),
                ("changes", ".rp-change"),
                ("forecasts", ".rp-forecast"),
                ("table", "[data-testid=stDataFrame]"),
                ("reports", ".rp-whole"),
            ):
                shoot(visitor.open(f"?view={view}", wait=wait), f"{view}-1280-light")
            drifted = next(one for one in claims if one.startswith("Congolese and Burundian troops recaptured"))
            page = visitor.open(f"?view=compare&claim={claims[drifted]}", wait=".rp-renderings")
            page.locator(".rp-renderings").scroll_into_view_if_needed()
            shoot(page, "origin-1280-light")
            visitor.context.close()


if __name__ == "__main__":
    main()
