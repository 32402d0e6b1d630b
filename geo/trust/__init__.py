"""What a hosted instance owes people: who may do what, what viewers are spared, whose names leave the house."""
