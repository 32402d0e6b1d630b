"""The page's logic by Streamlit's own tester; what only a browser can see is in test_browser.py."""

from datetime import date
from pathlib import Path

import pytest
from made import KHARTOUM, SUDZHA, claim, report
from streamlit.testing.v1 import AppTest

from geo.store import Store

ROOT = Path(__file__).resolve().parent.parent
HOSTILE = (ROOT / "tests" / "cases" / "hostile" / "report.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store with three reports made by hand, and nothing else."""
    path = tmp_path_factory.mktemp("page") / "store.db"
    store = Store(path)
    first = report()
    second = report("Rebels hold Khartoum, the ministry said.", source="Nile Wire", published=date(2024, 11, 20))
    third = report("Nobody says where they are.", source="Third Wire", published=date(2024, 11, 1))
    store.add(
        first,
        [
            claim(
                first, quantity=(9900, 12100, "persons", "strength"), first=date(2024, 11, 10), last=date(2024, 11, 14)
            ),
            claim(first, 1, place=SUDZHA, mode="hedged", claimant=None, subject=("RUS",)),
        ],
    )
    store.add(
        second,
        [claim(second, place=KHARTOUM, subject=("SDN",), claimant="The ministry", country="SDN", kind="control")],
    )
    store.add(third, [claim(third, place=None, mode="forecast")])
    store.close()
    return path


@pytest.fixture
def page(filled, monkeypatch):
    """Opens the page at an address."""

    def opened(**params) -> AppTest:
        monkeypatch.setenv("GEO_STORE", str(filled))
        tester = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for name, value in params.items():
            tester.query_params[name] = value
        return tester.run()

    return opened


def asked(tester: AppTest, name: str) -> list[str]:
    """The values of one parameter of the address."""
    value = tester.query_params[name]
    return [value] if isinstance(value, str) else list(value)


def words(tester: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in tester.get("html"))


def test_the_sentence_says_what_is_shown(page):
    assert "4 claims from 3 reports" in words(page())


def test_a_filter_in_the_address_narrows_the_page(page):
    tester = page(mode="hedged")
    assert "1 of 4 claims" in words(tester)
    assert tester.session_state["choice"].filter.mode == ("hedged",)


def test_a_filter_chosen_on_the_page_is_in_the_address(page):
    tester = page()
    tester.text_input(key="filter_text").input("Khartoum").run()
    assert asked(tester, "text") == ["Khartoum"]
    assert "1 of 4 claims" in words(tester)


def test_every_condition_of_the_rail_can_be_chosen_and_taken_back(page):
    tester = page()
    tester.multiselect(key="filter_country").select("SDN").run()
    assert asked(tester, "country") == ["SDN"]
    tester.multiselect(key="filter_country").unselect("SDN").run()
    assert "country" not in tester.query_params
    assert not tester.exception


def test_a_group_of_claim_types_chooses_its_types(page):
    tester = page()
    tester.multiselect(key="filter_type").select("+ground").run()
    assert set(asked(tester, "type")) == {"control", "control_change"}
    assert tester.multiselect(key="filter_type").value == ["+ground"]


def test_nonsense_in_the_address_is_answered_by_a_sentence_and_all_is_shown(page):
    tester = page(mode="<script>", colour="blue", event_from="yesterday", view="nowhere")
    told = " ".join(warning.value for warning in tester.warning)
    assert "colour" in told
    assert "nowhere" in told
    assert "4 claims" in words(tester)
    assert not tester.exception


def test_a_claim_in_the_address_opens_its_card_with_every_field_marked(page, filled):
    store = Store(filled)
    wanted = next(one for one in store.claims() if one.quantity)
    store.close()
    shown = words(page(claim=wanted.id))
    assert f'data-claim="{wanted.id}"' in shown
    assert "9,900–12,100 persons" in shown
    assert "rp-claimant" in shown
    assert "rp-cite-first" in shown


def test_a_claim_that_is_gone_is_told(page):
    assert "not in the store" in words(page(claim="0000"))


@pytest.mark.parametrize("view", ["map", "table", "compare", "reports", "not_drawn", "method"])
def test_every_view_opens_from_its_address(page, view):
    tester = page(view=view)
    assert not tester.exception
    assert not tester.error


def test_a_filter_that_leaves_nothing_says_so_on_every_view(page):
    for view in ("map", "table", "compare", "not_drawn"):
        tester = page(view=view, text="nobody ever wrote this")
        assert "0 of 4 claims" in words(tester)
        assert not tester.exception


def test_what_is_not_drawn_is_listed_with_its_reason(page):
    assert "no place is named" in words(page(view="not_drawn"))


def test_a_judgement_is_kept_with_its_person(page, filled):
    store = Store(filled)
    wanted = store.claims()[0]
    tester = page(claim=wanted.id)
    tester.text_input(key="person").input("Ada").run()
    tester.button(key=f"accepted_{wanted.id}").click().run()
    (saved,) = store.judgements(wanted.id)
    assert (saved.person, saved.verdict) == ("Ada", "accepted")
    assert "Ada" in words(tester.run())
    store.close()


def test_a_judgement_without_a_name_is_not_saved(page, filled):
    store = Store(filled)
    wanted = store.claims()[1]
    before = len(store.judgements(wanted.id))
    tester = page(claim=wanted.id)
    tester.button(key=f"rejected_{wanted.id}").click().run()
    assert len(store.judgements(wanted.id)) == before
    assert any("name" in warning.value for warning in tester.warning)
    store.close()


def test_a_store_that_cannot_be_opened_is_one_sentence(tmp_path, monkeypatch):
    broken = tmp_path / "store.db"
    broken.write_bytes(b"this is no database" * 100)
    monkeypatch.setenv("GEO_STORE", str(broken))
    tester = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    assert len(tester.error) == 1
    assert not tester.exception


def test_pasted_text_is_looked_at_saved_and_known_the_second_time(tmp_path, monkeypatch):
    path = tmp_path / "store.db"
    store = Store(path)
    store.add(report(), [])
    monkeypatch.setenv("GEO_STORE", str(path))
    tester = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    tester.query_params["view"] = "reports"
    tester.run()
    tester.text_area(key="add_paste_0").input(HOSTILE).run()
    tester.button(key="read_reports").click().run()
    assert "1 report read with" in words(tester)
    assert "rp-claimant" in words(tester)
    assert store.count()[0] == 1
    tester.button(key="save_reports").click().run()
    assert "1 report added with" in words(tester)
    assert store.count()[0] == 2
    tester.button(key="more_reports").click().run()
    tester.text_area(key="add_paste_1").input(HOSTILE).run()
    tester.button(key="read_reports").click().run()
    assert "1 in the store already" in words(tester)
    assert store.count()[0] == 2
    assert not tester.exception
    store.close()


def test_what_was_read_can_be_discarded_and_nothing_is_saved(tmp_path, monkeypatch):
    store = Store(tmp_path / "store.db")
    store.add(report(), [])
    monkeypatch.setenv("GEO_STORE", str(tmp_path / "store.db"))
    tester = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    tester.query_params["view"] = "reports"
    tester.run()
    tester.text_area(key="add_paste_0").input(HOSTILE).run()
    tester.button(key="read_reports").click().run()
    tester.button(key="discard_reports").click().run()
    assert store.count()[0] == 1
    assert tester.text_area(key="add_paste_1").value == ""
    store.close()
