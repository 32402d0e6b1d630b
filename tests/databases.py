"""Fixtures: each test that asks for `address` runs on a SQLite file and on a real PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator

import psycopg
import pytest
from postgres import server

from geo.store import Store

_numbers = itertools.count()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    there = request.getfixturevalue("postgresql")
    name = f"test{next(_numbers)}"
    with psycopg.connect(there, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return there.replace("/postgres?", f"/{name}?")


@pytest.fixture
def opened(address) -> Iterator[Callable[..., Store]]:
    """Opens stores on the address and closes them all afterwards."""
    stores: list[Store] = []

    def open_store(**options) -> Store:
        stores.append(Store(address, **options))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()


@pytest.fixture
def store(opened) -> Store:
    return opened()
