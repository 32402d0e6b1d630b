"""What every test shares. The clock is the only thing that may be replaced."""
