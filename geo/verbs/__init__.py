"""The verbs of the command line: each reads its arguments, calls one part of `geo` and prints the answer."""
