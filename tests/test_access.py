"""Who may do what: roles from the secrets, enforced by the store itself and not by hidden buttons."""

import pytest
from made import claim, report

from geo.errors import AccessError
from geo.gazetteer import open_gazetteer
from geo.snapshot import build
from geo.store import Store
from geo.store.audit import acts
from geo.store.guarded import Guarded, spared
from geo.store.judgements import Judgement
from geo.store.judging import Hand, correct, merge, split, take_back
from geo.store.views import SavedView
from geo.trust.access import Person, Role, is_near, settings_of, who
from geo.trust.care import Veil

ANN = {"email": "Ann@Desk.Example", "email_verified": True, "sub": "1"}
TEAM = {
    "auth": {"client_id": "page"},
    "access": {"admins": ["root@desk.example"], "analysts": ["*@desk.example"], "viewers": ["reader@else.example"]},
}


def role(secrets, claims, *, near=False):
    return who(settings_of(secrets), claims, near=near).role


def test_a_laptop_is_open_and_its_person_writes_a_name():
    there = who(settings_of({}), None, near=True)
    assert there.role >= Role.ANALYST
    assert there.name == ""


def test_a_stranger_to_an_instance_without_settings_may_only_read():
    assert role({}, None, near=False) is Role.VIEWER


@pytest.mark.parametrize(
    ("address", "headers", "near"),
    [
        (None, [], True),
        ("192.168.1.7", ["Host"], True),
        ("::ffff:10.0.0.9", [], True),
        ("8.8.8.8", [], False),
        ("2a00:1450:4001::1", [], False),
        (None, ["Host", "X-Forwarded-For"], False),
        ("10.0.0.9", ["x-real-ip"], False),
        ("nonsense", [], False),
    ],
)
def test_near_is_this_machine_or_a_private_network_without_a_proxy(address, headers, near):
    assert is_near(address, headers) is near


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"email": "root@desk.example", "email_verified": True}, Role.ADMIN),
        (ANN, Role.ANALYST),
        ({"email": "reader@else.example", "email_verified": True}, Role.VIEWER),
        ({"email": "stranger@else.example", "email_verified": True}, Role.NOBODY),
        ({"email": "root@desk.example", "email_verified": False}, Role.NOBODY),
        ({"email": "root@desk.example"}, Role.NOBODY),
        ({"email": "root@desk.example", "email_verified": "true"}, Role.NOBODY),
        ({"email": "ann@desk.example.evil.example", "email_verified": True}, Role.NOBODY),
        ({"email": "x@evil.example@desk.example", "email_verified": True}, Role.ANALYST),
        ({"sub": "root@desk.example", "email_verified": True}, Role.NOBODY),
        (None, Role.NOBODY),
    ],
)
def test_roles_come_from_the_lists_and_a_verified_address(claims, expected):
    assert role(TEAM, claims) is expected


def test_a_public_instance_lets_everybody_read():
    public = TEAM | {"access": TEAM["access"] | {"public": True}}
    assert role(public, None) is Role.VIEWER
    assert role(public, {"email": "stranger@else.example", "email_verified": True}) is Role.VIEWER
    assert role(public, ANN) is Role.ANALYST


def test_whoever_signs_in_to_an_instance_without_lists_gets_nothing():
    assert role({"auth": {}}, ANN, near=True) is Role.NOBODY


@pytest.mark.parametrize(
    "secrets",
    [
        {"auth": {}, "access": {"admin": ["a@b.example"]}},
        {"auth": {}, "access": {"admins": "a@b.example"}},
        {"auth": {}, "access": {"admins": ["everybody"]}},
        {"auth": {}, "access": {"analysts": ["*"]}},
        {"auth": {}, "access": {"analysts": ["a*@b.example"]}},
        {"access": {"admins": ["a@b.example"]}},
        {"auth": {}, "access": {"public": "yes"}},
        {"care": {"embargo_hours": -1}},
        {"care": {"embargo_hours": True}},
        {"care": {"minimum_km": "5"}},
        {"care": {"minimum_km": float("nan")}},
        {"care": {"embargo": 3}},
        {"access": 3},
    ],
)
def test_settings_that_are_not_understood_close_the_page(secrets):
    with pytest.raises(AccessError, match="page stays closed"):
        settings_of(secrets)


# ------------------------------------------------------------------------------------------------ enforced in the store


@pytest.fixture
def filled(store) -> Store:
    said = report("Some 11,000 troops are in Kursk Oblast, and 12 tanks near it, Ivan Petrenko said.")
    half = said.text.index("and 12")
    store.add(said, [claim(said, 0, end=half), claim(said, 1, start=half)])
    store.add(report("Rebels hold Khartoum."), [claim(report("Rebels hold Khartoum."), 0)])
    return store


def seen_by(store: Store, role: Role, name: str = "ann@desk.example") -> Guarded:
    veil: Veil | None = None
    if role < Role.ANALYST:
        snapshot = build(store)
        veil = spared(store, snapshot, store.footprints(), open_gazetteer(), care=settings_of({}).care)
    return Guarded(store, Person(name, role, signed_in=True), veil)


WRITES = {
    "add": lambda store, one, _: store.add(report("New words."), []),
    "add_grouped": lambda store, one, _: store.add_grouped(report("New words."), []),
    "add_many": lambda store, one, _: store.add_many([(report("New words."), [])]),
    "judge": lambda store, one, _: store.judge(Judgement(one.id, "Ann", verdict="accepted")),
    "correct": lambda store, one, _: correct(store, one.id, {"mode": "hedged"}, Hand("Ann"), open_gazetteer()),
    "split": lambda store, one, _: split(store, one.id, 12, Hand("Ann"), open_gazetteer()),
    "merge": lambda store, one, other: merge(store, one.id, other.id, Hand("Ann"), open_gazetteer()),
    "take_back": lambda store, one, _: take_back(store, one.id, 1, Hand("Ann"), open_gazetteer()),
    "set_origins": lambda store, one, _: store.set_origins({one.id: ("o", "manual")}),
    "group_new": lambda store, one, _: store.group_new(),
    "keep_view": lambda store, one, _: store.keep_view(SavedView("Mine", "type=presence", "Ann")),
    "drop_view": lambda store, one, _: store.drop_view("Theirs"),
}


@pytest.mark.parametrize("act", sorted(WRITES))
def test_a_viewer_changes_nothing_whatever_they_call(filled, act):
    one, other = filled.claims()[:2]
    filled.judge(Judgement(one.id, "Bo", verdict="rejected"))
    before = filled.version(), filled.count(), filled.judgements(), filled.views()
    with pytest.raises(AccessError):
        WRITES[act](seen_by(filled, Role.VIEWER), one, other)
    assert (filled.version(), filled.count(), filled.judgements(), filled.views()) == before


def test_every_way_of_reading_that_is_not_named_is_closed_for_viewers(filled):
    viewer = seen_by(filled, Role.VIEWER)
    with pytest.raises(AccessError), viewer._read():
        pass
    with pytest.raises(AccessError), viewer.tables():
        pass
    with pytest.raises(AccessError):
        build(viewer)
    with pytest.raises(AccessError):
        viewer.check()


def test_nobody_reads_nothing(filled):
    nobody = Guarded(filled, Person("", Role.NOBODY))
    for read in (nobody.claims, nobody.reports, nobody.judgements, nobody.count, nobody.footprints, nobody.version):
        with pytest.raises(AccessError):
            read()


def test_an_analyst_signs_with_the_name_of_the_sign_in_whatever_name_is_written(filled):
    one = filled.claims()[0]
    analyst = seen_by(filled, Role.ANALYST)
    analyst.judge(Judgement(one.id, "Somebody Else", verdict="accepted"))
    correct(analyst, one.id, {"mode": "hedged"}, Hand("Somebody Else"), open_gazetteer())
    analyst.keep_view(SavedView("Mine", "type=presence", "Somebody Else"))
    assert {row.person for row in filled.judgements()} == {"ann@desk.example"}
    assert [view.person for view in filled.views()] == ["ann@desk.example"]
    assert all(one.person == "ann@desk.example" for claim in filled.claims() for one in claim.corrections)


def test_the_audit_tells_who_did_what_and_only_admins_read_it(filled):
    one = filled.claims()[0]
    analyst = seen_by(filled, Role.ANALYST)
    analyst.add(report("New words."), [])
    analyst.judge(Judgement(one.id, "", verdict="accepted", note="seen twice"))
    row = correct(analyst, one.id, {"mode": "hedged"}, Hand(""), open_gazetteer())[0]
    take_back(analyst, one.id, row, Hand(""), open_gazetteer())
    admin = Person("root@desk.example", Role.ADMIN, signed_in=True)
    told = acts(filled, admin, person="ann@desk.example")
    assert [act.act for act in told] == ["taken_back", "corrected", "judged", "added"]
    assert "seen twice" in told[2].words
    assert [act.act for act in acts(filled, admin, act="added")] == ["added"] * 3
    assert acts(filled, admin, last=told[0].at.date().replace(year=2000)) == ()
    for role in (Role.VIEWER, Role.ANALYST):
        with pytest.raises(AccessError):
            acts(filled, Person("ann@desk.example", role))


def test_closing_what_one_person_sees_closes_it_for_nobody_else(filled):
    seen_by(filled, Role.ANALYST).close()
    assert filled.count() == (2, 3)
