"""The tables of the store and the steps that made them: forward only, each inside one transaction.

A released step is never edited; a change is a new step at the end. Days are ISO 8601 text, moments are ISO 8601 UTC
text; lists inside one column stand between line breaks ("\\nRUS\\nPRK\\n"), so that one word can be looked for.
`{blob}` and its like are filled with the dialect's own words.
"""

from __future__ import annotations

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE reports (
            id TEXT PRIMARY KEY,
            source TEXT, title TEXT, url TEXT, language TEXT NOT NULL,
            published TEXT, retrieved TEXT, recorded TEXT NOT NULL, superseded TEXT, superseded_by TEXT,
            notes TEXT NOT NULL, text TEXT NOT NULL)""",
        # filters read claims only; the whole claim stands apart so that reading them does not pass over it
        """CREATE TABLE claims (
            number {number} PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            report_id TEXT NOT NULL REFERENCES reports (id),
            starts INTEGER NOT NULL, ends INTEGER NOT NULL,
            claim_type TEXT NOT NULL, quote_kind TEXT NOT NULL,
            claimant TEXT, identification TEXT NOT NULL, claimant_country TEXT, relays TEXT NOT NULL,
            subject TEXT, subject_countries TEXT NOT NULL, object_countries TEXT NOT NULL,
            measure TEXT, unit TEXT, low {real}, high {real},
            event_first TEXT, event_last TEXT, date_prec INTEGER,
            mode TEXT NOT NULL, factuality TEXT NOT NULL,
            where_prec INTEGER NOT NULL, drawn INTEGER NOT NULL, not_drawn_because TEXT,
            origin TEXT NOT NULL, origin_basis TEXT NOT NULL, question TEXT NOT NULL,
            folded TEXT NOT NULL)""",
        """CREATE TABLE bodies (
            number {number} PRIMARY KEY REFERENCES claims (number),
            body {blob} NOT NULL)""",
        """CREATE TABLE claim_places (
            number {number} NOT NULL REFERENCES claims (number),
            rank INTEGER NOT NULL, role TEXT NOT NULL,
            place_id TEXT, name TEXT, kind TEXT, country TEXT, admin1_id TEXT, admin1 TEXT,
            footprint_id TEXT, lat {real}, lon {real},
            PRIMARY KEY (number, rank)){clustered}""",
        """CREATE TABLE footprints (
            id TEXT PRIMARY KEY,
            shape TEXT NOT NULL, label TEXT NOT NULL, lat {real}, lon {real}, where_prec INTEGER NOT NULL,
            body {blob} NOT NULL)""",
        """CREATE TABLE footprint_places (
            footprint_id TEXT NOT NULL REFERENCES footprints (id),
            place_id TEXT NOT NULL,
            PRIMARY KEY (footprint_id, place_id))""",
        """CREATE TABLE judgements (
            id {serial},
            claim_id TEXT NOT NULL REFERENCES claims (id),
            person TEXT NOT NULL, at TEXT NOT NULL,
            verdict TEXT, grade TEXT, credibility INTEGER,
            field TEXT, value TEXT, note TEXT, undoes INTEGER)""",
        "CREATE INDEX claims_report ON claims (report_id)",
        "CREATE INDEX claims_origin ON claims (origin)",
        "CREATE INDEX judgements_claim ON judgements (claim_id)",
        "CREATE INDEX reports_url ON reports (url)",
    ),
    # a new report is compared with what the same people have said before
    ("CREATE INDEX claims_claimant ON claims (claimant)",),
    # under what a claim is filed for finding other renderings of its utterance: only what may be linked is read
    (
        """CREATE TABLE origin_keys (
            key {number} NOT NULL,
            number {number} NOT NULL REFERENCES claims (number),
            PRIMARY KEY (key, number)){clustered}""",
        "INSERT INTO meta VALUES ('grouped', '0') ON CONFLICT DO NOTHING",
    ),
    # what people have made of a claim, beside the machine's own; and views that they keep by name
    (
        """CREATE TABLE amended (
            number {number} PRIMARY KEY REFERENCES claims (number),
            gone INTEGER NOT NULL,
            body {blob})""",
        """CREATE TABLE views (
            name TEXT PRIMARY KEY,
            address TEXT NOT NULL,
            person TEXT NOT NULL, at TEXT NOT NULL)""",
    ),
    # maps that people bring, drawn under the claims
    (
        """CREATE TABLE layers (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL, day TEXT, source TEXT, licence TEXT,
            person TEXT NOT NULL, at TEXT NOT NULL,
            body {blob} NOT NULL)""",
    ),
    # who did what that is no judgement: added reports, restored a copy
    (
        """CREATE TABLE acts (
            id {serial},
            at TEXT NOT NULL, person TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL, words TEXT NOT NULL)""",
    ),
    # a claim's slots as one number, so that most of what shares a key need not be read
    (
        "DROP TABLE origin_keys",
        """CREATE TABLE origin_keys (
            key {number} NOT NULL,
            number {number} NOT NULL REFERENCES claims (number),
            mark {number} NOT NULL,
            PRIMARY KEY (key, number)){clustered}""",
        "UPDATE meta SET value = '0' WHERE key = 'grouped'",
    ),
)

DIALECT_TYPES = {
    "sqlite": {
        "blob": "BLOB",
        "real": "REAL",
        "number": "INTEGER",
        "serial": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "clustered": " WITHOUT ROWID",
    },
    "postgresql": {
        "blob": "BYTEA",
        "real": "DOUBLE PRECISION",
        "number": "BIGINT",
        "clustered": "",
        "serial": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    },
}

_IN_ORDER = {
    "meta": "key value",
    "reports": "id source title url language published retrieved recorded superseded superseded_by notes text",
    "claims": """number id report_id starts ends claim_type quote_kind claimant identification claimant_country relays
        subject subject_countries object_countries measure unit low high event_first event_last date_prec
        mode factuality where_prec drawn not_drawn_because origin origin_basis question folded""",
    "bodies": "number body",
    "claim_places": "number rank role place_id name kind country admin1_id admin1 footprint_id lat lon",
    "footprints": "id shape label lat lon where_prec body",
    "footprint_places": "footprint_id place_id",
    "judgements": "id claim_id person at verdict grade credibility field value note undoes",
    "origin_keys": "key number mark",
    "amended": "number gone body",
    "views": "name address person at",
    "layers": "id name day source licence person at body",
    "acts": "id at person act subject words",
}
COLUMNS = {table: tuple(names.split()) for table, names in _IN_ORDER.items()}
"""Every table's columns in the order in which rows are written."""


def insert_of(table: str, mark: str) -> str:
    """The statement that writes whole rows that are not there yet; `mark` is the driver's place holder."""
    names = COLUMNS[table]
    marks = ", ".join([mark] * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
