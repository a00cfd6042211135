"""Run every lint over this repository; exit 1 when one finds something."""

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from tools.lints import (
    call_docs,
    commits,
    job_kinds,
    lifted_rows,
    network_in_unit,
    places,
    sql_time,
    tenant_scope,
    words,
)
from tools.lints.source import Finding, Source

LINTS: Mapping[str, Callable[[Source], Iterator[Finding]]] = {
    "call-docs": call_docs.check,
    "commits": commits.check,
    "job-kinds": job_kinds.check,
    "lifted-rows": lifted_rows.check,
    "network-in-unit": network_in_unit.check,
    "places": places.check,
    "sql-time": sql_time.check,
    "tenant-scope": tenant_scope.check,
    "words": words.check,
}


def main() -> int:
    """Print what was found, by lint, and how many places are excepted."""
    source = Source(Path(__file__).resolve().parents[2])
    findings = [(finding, name) for name, check in LINTS.items() for finding in sorted(set(check(source)))]
    open_findings = [(finding, name) for finding, name in findings if not source.excepts(finding, name)]
    for finding, name in open_findings:
        print(f"{finding} [{name}]")
    print(f"{len(LINTS)} lints: {len(open_findings)} findings, {len(findings) - len(open_findings)} excepted")
    return 1 if open_findings else 0


if __name__ == "__main__":
    sys.exit(main())
