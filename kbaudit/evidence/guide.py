"""README.md of a bundle: what is in it, and how to verify it without kbaudit."""

from __future__ import annotations

from typing import Final

GUIDE_TEXT: Final = """# Evidence of an audit by kbaudit

| file | what it is |
| --- | --- |
| `manifest.json` | what was audited, how, and the sha256 and size of the other files |
| `SHA256SUMS` | the sha256 of every file, `manifest.json` and `statement.json` too |
| `files.jsonl` | a line for each file that was met; its sha256 is the root hash |
| `corpus.jsonl` | what the audit knew of each document; its sha256 is the corpus digest of the run |
| `inputs.json` | what the run's id is made of: it is the first 32 digits of this file's sha256 |
| `policy.json` | the policy as it was applied; its sha256 is the policy digest |
| `waivers.json` | the waivers and attestations as applied; its sha256 is their digest (`[]`: there were none) |
| `report/` | the report, the findings, the register, the rules and stamps for the retrieval layer |
| `sampling.csv`, `sampling.md` | documents to look at: write on a copy |
| `statement.json` | an in-toto Statement about `manifest.json` and `files.jsonl` |

## Is it as it was written?

    kbaudit verify DIR
    kbaudit verify DIR --source NAME=FOLDER      and is the corpus still the one that was audited?

Without kbaudit (`RUN` is `run.id` of `manifest.json`):

    sha256sum -c SHA256SUMS
    sha256sum manifest.json                      compare it with the digest that was kept elsewhere
    sha256sum corpus.jsonl policy.json           compare them with `run` in report/findings.json
    sha256sum inputs.json | cut -c -32           the run's id
    ssh-keygen -Y verify -f allowed_signers -I WHO -n kbaudit -s SHA256SUMS.sig < SHA256SUMS

Whoever changes a file can make `SHA256SUMS` anew. What proves against that is a signature, or the sha256 of
`manifest.json` kept where nobody who may write here can change it.

## How the sample is drawn

The files of `report/documents.jsonl` are parted: served, demoted, excluded, skipped. The places are given to the parts
in turn, until there are none or a part is used up. In each part those files are drawn that have the least
`printf '%s\n%s' SEED URI | sha256sum`. SEED is `sample.seed` of `manifest.json`: what was given by
`--sample-seed`, else the run's id.
"""
