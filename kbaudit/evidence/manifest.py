"""manifest.json: what a bundle is of, and the sha256 and size of each other file in it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from kbaudit.evidence.environment import environment
from kbaudit.evidence.names import CORPUS, FILES, INPUTS, POLICY, SCHEMA, WAIVERS
from kbaudit.evidence.population import population
from kbaudit.reports.encoding import json_page
from kbaudit.reports.json import run_facts
from kbaudit.similarity import COMPARER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.gather import Evidence
    from kbaudit.evidence.sampling import Sample


def manifest_of(
    evidence: Evidence, sample: Sample, size: int, files: Mapping[str, tuple[str, int]], *, signed: bool
) -> dict[str, object]:
    """The manifest for files of these digests and sizes, by path; size is how many were asked for in the sample.

    signed says that a signature of SHA256SUMS belongs to it: whoever takes it away would have to change the manifest.
    """
    run, policy = evidence.report.run, evidence.policy
    meaning = json.loads(policy.meaning)
    return {
        "schema": SCHEMA,
        "run": run_facts(run),
        "inputs": {"file": INPUTS, "comparer": COMPARER, "learners": list(evidence.learners)},
        "corpus": {"file": CORPUS, "digest": run.corpus_digest},
        "root": {"file": FILES, "sha256": files[FILES][0]},
        "population": population(evidence),
        "policy": {
            "file": POLICY,
            "name": policy.name,
            "digest": policy.digest,
            "extends": [name.replace("\\", "/").rpartition("/")[2] for name in policy.extends],
            "zone": meaning["zone"],
            "limits": meaning["limits"],
        },
        "waivers": {
            "file": WAIVERS,
            "digest": evidence.waivers.digest,
            "waivers": len(evidence.waivers.waivers),
            "attestations": len(evidence.waivers.attestations),
        },
        "baseline": _baseline(evidence.baseline),
        "sample": {
            "seed": sample.seed,
            "size": size,
            "population": dict(sample.population),
            "drawn": sample.drawn_of,
        },
        "beside": list(evidence.beside),
        "environment": environment(),
        "signed": signed,
        "files": [{"path": path, "sha256": files[path][0], "size": files[path][1]} for path in sorted(files)],
    }


def manifest_text(manifest: Mapping[str, object]) -> str:
    """The manifest as it's written."""
    return json_page(manifest)


def _baseline(known: frozenset[str]) -> dict[str, object]:
    """What was known before: it decides which findings count as new, and is no part of the run's id."""
    text = "".join(f"{print_}\n" for print_ in sorted(known))
    return {"fingerprints": len(known), "sha256": hashlib.sha256(text.encode()).hexdigest() if known else ""}
