"""The tables of a catalog. No keys or indexes are declared: one process writes, and its SQL keeps rows unique.

All moments are naive UTC. A content is named by its key: sha256, ":", kind.
"""

from __future__ import annotations

from typing import Final

VERSION: Final = 3
"""Grows with every change of the tables; a catalog of another version isn't opened.

A table that only keeps what can be worked out again, or what older catalogs never kept, is no such change: it is made
where it's missing.
"""

# What was worked out from the whole of the documents, by a digest of all that it was worked out from (kept.py). The one
# with the least turn wasn't used for longest. data is JSON, packed there.
KEPT: Final = """CREATE TABLE IF NOT EXISTS kept (
    kind VARCHAR, digest VARCHAR, turn BIGINT, data BLOB USING COMPRESSION uncompressed)"""

# What became of each document in each audit (history.py): a status by its place in `Status`. Numbers stand for the runs
# and uris: measured, they are read 3 times faster.
HISTORY: Final = (
    "CREATE TABLE IF NOT EXISTS audits (audit INTEGER, run VARCHAR)",
    "CREATE TABLE IF NOT EXISTS judged (document INTEGER, uri VARCHAR)",
    "CREATE TABLE IF NOT EXISTS statuses (audit INTEGER, document INTEGER, status UTINYINT)",
)

# What an evidence bundle names beside documents (seen.py): files that patterns left out, contents that weren't read.
LEFT_OUT: Final = "CREATE TABLE IF NOT EXISTS left_out (source VARCHAR, uri VARCHAR, pattern VARCHAR)"
HASHED: Final = "CREATE TABLE IF NOT EXISTS hashed (uri VARCHAR, size BIGINT, mtime_ns BIGINT, sha256 VARCHAR)"

TABLES: Final = (
    "CREATE TABLE meta (schema_version INTEGER, made_by VARCHAR, created TIMESTAMP)",
    # complete is false from the beginning of a crawl to its end, so a killed one shows.
    """CREATE TABLE sources (
        name VARCHAR, root VARCHAR, crawled_at TIMESTAMP, complete BOOLEAN, ignored BIGINT, learner VARCHAR)""",
    # One row for every uri ever seen. gone_at is NULL while it is live; reason is NULL for a document.
    # mtime_ns is -1 where the next crawl must open the file. learned_at is when this content came to this uri.
    """CREATE TABLE files (
        uri VARCHAR, source VARCHAR, size BIGINT, mtime_ns BIGINT, sha256 VARCHAR, kind VARCHAR, learner VARCHAR,
        first_seen TIMESTAMP, learned_at TIMESTAMP, last_seen TIMESTAMP, gone_at TIMESTAMP,
        reason VARCHAR, detail VARCHAR, remedy VARCHAR)""",
    # Which content a uri had, from when until when (NULL: still). A content that couldn't be read has no row.
    "CREATE TABLE history (uri VARCHAR, sha256 VARCHAR, kind VARCHAR, since TIMESTAMP, until TIMESTAMP)",
    # What is claimed for files by their place; state names all that it was read from.
    "CREATE TABLE places (source VARCHAR, state VARCHAR)",
    "CREATE TABLE placed (source VARCHAR, uri VARCHAR, claims VARCHAR)",
    # One row for every content ever learned. claims is JSON (encoding.py): measured, it becomes values 3 times faster
    # than nested columns. text and structure (passages and links) are compressed one by one and not by DuckDB, which
    # would have to unpack thousands of them to give one.
    """CREATE TABLE facts (
        key VARCHAR, learner VARCHAR, title VARCHAR, language VARCHAR, words BIGINT, passages BIGINT,
        text_sha256 VARCHAR, confidence DOUBLE, claims VARCHAR,
        structure BLOB USING COMPRESSION uncompressed, text BLOB USING COMPRESSION uncompressed,
        sketch BLOB USING COMPRESSION uncompressed, masked_sketch BLOB USING COMPRESSION uncompressed,
        bands BIGINT[], masked_bands BIGINT[], anchors BIGINT[], statements BIGINT[], wordings BIGINT[])""",
    # Pairs measured once, whatever the uris and policies: a < b.
    "CREATE TABLE pairs (a VARCHAR, b VARCHAR, jaccard DOUBLE, masked_jaccard DOUBLE, containment DOUBLE)",
    # The same for what they say differently, by the version of what compared them; said is JSON.
    "CREATE TABLE comparisons (comparer VARCHAR, a VARCHAR, b VARCHAR, aligned DOUBLE, equal DOUBLE, said VARCHAR)",
    """CREATE TABLE runs (
        id VARCHAR, as_of TIMESTAMP, sources VARCHAR[], summary VARCHAR, policy VARCHAR, complete BOOLEAN)""",
    # What audits told, each thing once however many told it: id is a digest of the row. A finding that tells several
    # things has a row for each, with its own fingerprint in `finding`.
    """CREATE TABLE told (
        id BIGINT, fingerprint VARCHAR, finding VARCHAR, code VARCHAR, name VARCHAR, uri VARCHAR, severity VARCHAR,
        message VARCHAR)""",
    "CREATE TABLE run_findings (run VARCHAR, told BIGINT, status VARCHAR)",
    KEPT,
    *HISTORY,
    LEFT_OUT,
    HASHED,
)
