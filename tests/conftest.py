"""What every test shares. The clock is the only thing that may be replaced."""

from databases import address, opened, postgresql, store  # noqa: F401
