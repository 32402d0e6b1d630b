"""A store full of different claims, and filters drawn at random over the values that stand in it."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st
from made import DONBAS, KHARTOUM, KURSK, POKROVSK, SUDZHA, claim, report

from geo.filters import CONDITIONS, NONE, Filter
from geo.gazetteer import open_gazetteer
from geo.store import Store
from geo.store.judgements import Judgement
from geo.store.judging import Hand, correct, merge, split, take_back
from geo.store.parting import cuts

START = date(2024, 11, 1)
WORDS = ("troops are in Kursk", "війська в Судже", "drones hit Khartoum", "бої під Покровськом", "no quarter 50% of_it")
CLAIMANTS = ("Ivan Petrenko", "General Staff", "O'Brien", None)


def fill(address: str) -> Store:
    """120 claims in 30 reports, some with the same address, recorded over a week; always the same ones."""
    chance = random.Random(7)
    clock = iter([datetime(2024, 11, 10, tzinfo=UTC) + timedelta(hours=5 * n) for n in range(200)])
    store = Store(address, clock=lambda: next(clock))
    claims = []
    for number in range(30):
        published = START + timedelta(days=chance.randrange(20)) if chance.random() < 0.85 else None
        said = report(
            f"{chance.choice(WORDS)}, report {number}",
            published=published,
            source=chance.choice(("Example Wire", "Вісник", None)),
            url=chance.choice((None, None, "https://example.org/live")),
            title="As it happens",
        )
        own = [one(chance, said, position) for position in range(4)]
        store.add(said, own)
        claims += own
    for made in chance.sample(claims, 30):
        newest = store.judge(
            Judgement(
                made.id,
                "Ann",
                verdict=chance.choice((None, "accepted", "rejected", "unsure")),
                grade=chance.choice((None, "A", "B")),
                credibility=chance.choice((None, 1, 2)),
            )
        )
        if chance.random() < 0.3:
            store.judge(Judgement(made.id, "Bo", undoes=newest))
    correct_some(chance, store, claims)
    return store


def correct_some(chance, store: Store, claims) -> None:
    """A dozen claims corrected by hand, some of it taken back, one split, one merged into another."""
    gazetteer = open_gazetteer()
    for made in chance.sample(claims, 12):
        row, *_ = correct(store, made.id, {"mode": "hedged"}, Hand(chance.choice(("Ann", "Cleo"))), gazetteer)
        if chance.random() < 0.3:
            take_back(store, made.id, row, Hand("Bo"), gazetteer)
    split(store, claims[5].id, cuts(claims[5])[1], Hand("Cleo"), gazetteer)
    merge(store, claims[9].id, claims[8].id, Hand("Cleo"), gazetteer)


def one(chance, said, position):
    first = START + timedelta(days=chance.randrange(20)) if chance.random() < 0.5 else None
    last = (first or START) + timedelta(days=chance.randrange(6)) if chance.random() < 0.6 else None
    low = chance.choice((None, 10.0, 9900.0, 45000.0))
    high = None if chance.random() < 0.3 else (low or 5.0) * chance.choice((1, 1.2, 3))
    return claim(
        said,
        position,
        start=position,
        kind=chance.choice(("presence", "clash", "losses")),
        claimant=chance.choice(CLAIMANTS),
        country=chance.choice(("UKR", None)),
        relays=tuple(chance.sample(("CNN", "TASS", "50%_\\"), chance.randrange(3))),
        subject=tuple(chance.sample(("PRK", "RUS", "SDN"), chance.randrange(3))),
        quantity=(low, high, "persons", chance.choice(("strength", "killed"))) if chance.random() < 0.5 else None,
        place=chance.choice((KURSK, SUDZHA, POKROVSK, KHARTOUM, DONBAS, None)),
        role=chance.choice(("location", "target", "context")),
        first=first,
        last=last,
        mode=chance.choice(("asserted", "asserted", "hedged", "negated", "forecast")),
        origin=chance.choice(("", "o1", "o2", "o3")),
    )


_days = st.none() | st.dates(START - timedelta(days=2), START + timedelta(days=25))
_VALUES = {
    "claimant": ("Ivan Petrenko", "General Staff", "O'Brien", NONE, "nobody"),
    "side": ("UKR", NONE),
    "source": ("Example Wire", "Вісник", NONE),
    "relay": ("CNN", "TASS", "50%_\\", NONE, "50%x\\"),
    "country": ("PRK", "RUS", "SDN", NONE),
    "type": ("presence", "clash", "losses"),
    "mode": ("asserted", "hedged", "negated", "forecast"),
    "measure": ("strength", "killed", NONE),
    "place": (KURSK.id, SUDZHA.id, "RU", "UA", "ua-4", DONBAS.id, NONE),
    "role": ("location", "target", "context", NONE),
    "verdict": ("accepted", "rejected", "unsure", NONE),
    "grade": ("A", "B", "F"),
    "credibility": ("1", "2", "6"),
    "judged_by": ("Ann", "Bo", NONE, "nobody"),
    "precision": ("0", "1", "4", "5"),
    "identification": ("named", "author"),
    "report": ("nothing",),
}
_numbers = st.none() | st.sampled_from([0.0, 10.0, 9900.0, 12000.5, 50000.0])
_BY_KIND = {
    "day": _days,
    "flag": st.booleans(),
    "number": _numbers,
    "count": st.none() | st.integers(1, 4),
    "box": st.none()
    | st.sampled_from([(40.0, 30.0, 55.0, 40.0), (-10.0, 170.0, 60.0, 36.5), (15.0, 32.0, 16.0, 33.0)]),
    "shape": st.none()
    | st.sampled_from(
        [((40.0, 30.0), (55.0, 30.0), (55.0, 40.0)), ((51.0, 35.0), (51.0, 36.0), (52.0, 35.5), (10.0, 30.0))]
    ),
    "text": st.sampled_from(["", "", "kursk", "СУДЖЕ бої", "50%", "of_it", '"in kursk"', "petrenko report", "obrien"]),
}


def _values(condition):
    if condition.kind == "choice":
        return st.lists(st.sampled_from(_VALUES[condition.name]), max_size=2).map(tuple)
    return _BY_KIND[condition.kind]


@st.composite
def filters(draw, at_most: int = 4) -> Filter:
    """A filter of a few conditions."""
    chosen = draw(st.lists(st.sampled_from(CONDITIONS), max_size=at_most, unique_by=lambda c: c.name))
    values = {condition.name: draw(_values(condition)) for condition in chosen}
    for low, high in (("event_from", "event_to"), ("published_from", "published_to"), ("least", "most")):
        if values.get(low) is not None and values.get(high) is not None:
            values[low], values[high] = sorted((values[low], values[high]))
    return Filter(**values)
