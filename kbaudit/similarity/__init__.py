"""How alike documents are, and which are copies or versions of one another: shingles to families. No SQL here."""
