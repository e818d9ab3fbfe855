"""What the retrieval layer obeys. Runs inside other people's services: standard library alone, and quick to import.

rules.py writes the rules, evaluate.py is the reference for what they mean; resolve.py makes verdicts of findings
and stamp.py makes stamps of verdicts. Importing this package imports none of them.
"""
