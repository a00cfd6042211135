"""Begin a migration: the next number, a Python file that runs the SQL file beside it, and the SQL file.

python -m tools.migration add_groups
"""

import re
import sys
from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).resolve().parents[1] / "src/lingqu/entrypoints/migrations"

SQL = """-- {title}.
--
-- Must work beside the running release: add first, remove one release later. No now(): instants come from the
-- application. A new tenant table carries corp_id and calls lingqu_protect (a queue: lingqu_protect_queue).
"""


def begin(name: str, folder: Path = FOLDER) -> list[Path]:
    """Write both files and return them.

    Raises:
        ValueError: the name is not a few words in lower case joined by underscores.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise ValueError(f"{name!r}: say it in lower case with underscores, as in make migration NAME=add_groups")
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    newest = max((int(one.revision) for one in scripts.walk_revisions()), default=0)  # the head may have a smaller one
    revision = f"{newest + 1:04d}"
    path = folder / "versions" / f"{revision}_{name}.py"
    title = name.replace("_", " ").capitalize()
    scripts.generate_revision(revision, title, head=head or "base", file_template=f"%(rev)s_{name}")
    path.write_text(path.read_text(encoding="utf-8").replace("'", '"'), encoding="utf-8")  # as the formatter has it
    sql = path.with_suffix(".sql")
    sql.write_text(SQL.format(title=title), encoding="utf-8")
    return [path, sql]


def main() -> int:
    """Begin the migration that the command line names."""
    try:
        paths = begin(sys.argv[1] if len(sys.argv) > 1 else "")
    except ValueError as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print(*paths, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
