"""Signing in at a real OpenID Connect provider, in a real browser: what each role sees and may do, and signing out."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from browser import Watched, chromium, free_port, served
from made import KHARTOUM, POKROVSK, SUDZHA, claim, report
from oidc import CLIENT, PASSWORD, SECRET, provider

from geo.store import Store
from geo.store.judgements import SENSITIVE, YES, Judgement

OLD = report("Some 300 troops are in Sudzha, Ivan Petrenko said.", source="Old Wire", published=date(2024, 11, 1))
NEW = report("Tanks reached Pokrovsk.", source="Fresh Wire", title="Tanks at dawn", published=date(2124, 11, 1))
SECRET_ONE = report("The hospital is in Khartoum.", source="Nile Wire", published=date(2024, 11, 2))


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """A hosted page with its provider: its address and its store."""
    folder = tmp_path_factory.mktemp("hosted")
    path = folder / "store.db"
    store = Store(path, clock=lambda: datetime.now(UTC))
    store.add(OLD, [claim(OLD, place=SUDZHA)])
    store.add(NEW, [claim(NEW, place=POKROVSK, claimant="Olena Hidden")])
    store.add(SECRET_ONE, [claim(SECRET_ONE, place=KHARTOUM)])
    store.judge(Judgement(f"{SECRET_ONE.id}-0", "Ann", field=SENSITIVE, value=YES))
    port = free_port()
    redirect = f"http://127.0.0.1:{port}/oauth2callback"
    secrets = folder / "secrets.toml"
    with provider(free_port(), folder, redirect) as discovery:
        secrets.write_text(
            f"""
            [auth]
            redirect_uri = "{redirect}"
            cookie_secret = "a long secret for the cookies of this test"
            client_id = "{CLIENT}"
            client_secret = "{SECRET}"
            server_metadata_url = "{discovery}"
            client_kwargs = {{ scope = "openid email profile", prompt = "login" }}
            [access]
            admins = ["root@desk.example"]
            analysts = ["*@desk.example"]
            viewers = ["reader@else.example"]
            [care]
            embargo_hours = 24
            minimum_km = 60
            """
        )
        with served(path, folder / "page.log", port=port, secrets=secrets) as address:
            yield address, store
    store.close()


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


def signed_in(browser, address, name, *, query="", wait=".rp-map[data-drawn]"):
    visitor = Watched(browser, address)
    page = visitor.page
    page.goto(address + query)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button").click()
    page.wait_for_selector(".rp-map[data-drawn]" if query else wait, state="attached", timeout=60_000)
    if query:
        page.goto(address + query)
        page.wait_for_selector(wait, state="attached", timeout=60_000)
    return visitor


def test_nobody_sees_anything_before_signing_in(instance, browser):
    address, _ = instance
    visitor = Watched(browser, address)
    visitor.page.goto(f"{address}?claim={OLD.id}-0&view=table")
    visitor.page.get_by_role("button", name="Sign in").wait_for(timeout=60_000)
    words = visitor.page.content()
    assert "This instance is for its team" in words
    assert "Old Wire" not in words
    assert "Sudzha" not in words
    visitor.context.close()


def test_a_wrong_password_lets_nobody_in(instance, browser):
    address, _ = instance
    visitor = Watched(browser, address)
    page = visitor.page
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=username]").fill("root")
    page.locator("input[name=password]").fill("guess")
    page.locator("form button").click()
    page.get_by_text("correct username and password").wait_for(timeout=30_000)
    page.goto(address)
    page.get_by_role("button", name="Sign in").wait_for(timeout=60_000)
    visitor.context.close()


def test_an_analyst_judges_under_the_address_of_the_sign_in_and_leaves(instance, browser):
    address, store = instance
    visitor = signed_in(browser, address, "ann", query=f"?claim={OLD.id}-0")
    page = visitor.page
    assert "3 claims" in page.locator(".rp-sentence").inner_text()
    page.get_by_role("button", name="Accept").first.click()
    page.get_by_text("ann@desk.example,").first.wait_for(timeout=30_000)
    assert [(one.person, one.verdict) for one in store.judgements(f"{OLD.id}-0")] == [("ann@desk.example", "accepted")]
    assert page.get_by_text("Audit", exact=True).count() == 0
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for(timeout=60_000)
    assert "Old Wire" not in page.content()
    visitor.context.close()


def test_a_viewer_sees_with_care_and_finds_no_way_to_write(instance, browser):
    address, _ = instance
    visitor = signed_in(browser, address, "reader", query=f"?claim={OLD.id}-0")
    page = visitor.page
    assert "1 claim" in page.locator(".rp-sentence").inner_text()
    page.get_by_text("You are reading").first.wait_for(timeout=30_000)
    assert page.get_by_role("button", name="Accept").count() == 0
    for query in (f"?claim={NEW.id}-0", f"?claim={SECRET_ONE.id}-0", "?view=reports", "?as_of=2200-01-01&text=tanks"):
        page.goto(address + query)
        page.wait_for_selector(".rp-sentence", state="attached", timeout=60_000)
        page.wait_for_timeout(1500)
        words = page.content()
        for hidden in ("Tanks at dawn", "Olena Hidden", "Fresh Wire", "hospital", str(SUDZHA.lat)):
            assert hidden not in words
    page.goto(f"{address}?view=audit")
    page.get_by_text("Only those who run this instance").wait_for(timeout=60_000)
    visitor.context.close()


def test_whoever_is_on_no_list_is_told_and_let_out(instance, browser):
    address, _ = instance
    visitor = signed_in(browser, address, "eve", wait="text=is signed in but on no list")
    assert "Old Wire" not in visitor.page.content()
    visitor.page.get_by_role("button", name="Sign out").click()
    visitor.page.get_by_role("button", name="Sign in").wait_for(timeout=60_000)
    visitor.context.close()


def test_an_admin_reads_the_audit(instance, browser):
    address, _ = instance
    visitor = signed_in(browser, address, "root", query="?view=audit", wait="text=Rows are only ever appended")
    visitor.page.get_by_text("rows; the newest").wait_for(timeout=30_000)
    visitor.context.close()


def test_the_log_of_the_page_holds_no_word_of_a_report(instance, browser):
    address, store = instance
    visitor = signed_in(browser, address, "ann", query=f"?claim={SECRET_ONE.id}-0&view=reports", wait=".rp-whole")
    visitor.page.get_by_text("hospital").first.wait_for(timeout=30_000)
    visitor.context.close()
    folder = Path(store.url.database).parent
    for log in ("page.log", "provider.log"):
        words = (folder / log).read_text(errors="replace")
        assert "hospital" not in words
        assert "Petrenko" not in words
        assert PASSWORD not in words
