"""The reliability harness: seeded storms, crash points, faults of the net, outages, and mutants.

`python -m tests.reliability storm --seed 1` is the door; `docs/guarantees.md` says what it proves.
"""
