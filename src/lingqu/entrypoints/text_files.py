"""What commands about text files have in common: what they leave with, and how they tell faults."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from lingqu.kernel.text.faults import BadTextError, SaidFault

FINE, REFUSED, DIFFERENT = 0, 1, 3
"""What a command leaves with; 2 is argparse's, for a command that was written wrongly."""


def read_files(files: Sequence[str]) -> Mapping[str, bytes]:
    """Return what files hold, by their names as they were given."""
    return {file: Path(file).read_bytes() for file in files}


def telling(
    work: Callable[[], int], say_faults: Callable[[BadTextError], Sequence[SaidFault]], *, as_json: bool
) -> int:
    """Run, and tell the faults of the texts as compilers do."""
    try:
        return work()
    except OSError as error:
        print(f"lingqu: {error.filename}: {error.strerror}", file=sys.stderr)
        return REFUSED
    except BadTextError as error:
        faults = say_faults(error)
        if as_json:
            print(json.dumps({"faults": [asdict(one) for one in faults]}, ensure_ascii=False))
            return REFUSED
        for one in faults:
            at = f" ({one.path})" if one.path else ""
            print(f"{one.file}:{one.line}:{one.column}: {one.message}{at}\n    → {one.mend}", file=sys.stderr)
        return REFUSED
