"""A ClickHouse's HTTP interface, with chdb behind it: `python -m doubles.clickhouse <folder>` prints its port.

Knows what our adapter uses and refuses the rest: settings and `param_…` in the query, user, key and database in
headers, FORMAT at the end of an INSERT, errors as status 500 with the code in a header.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

USER, PASSWORD, DATABASE = "lingqu", "a password: with/odd@marks", "brand"
MOST_OF_A_FIELD, MOST_OF_AN_ADDRESS = 128 * 1024, 1024 * 1024
"""What ClickHouse takes unless set up otherwise."""
OF_THE_INTERFACE = frozenset({"query", "default_format", "wait_end_of_query"})


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder = ""

    def do_POST(self) -> None:
        from chdb.state.sqlitelike import connect  # noqa: PLC0415 - in the double's own process only

        query = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers["Content-Length"]))
        known = self.headers["X-ClickHouse-User"] == USER and self.headers["X-ClickHouse-Key"] == PASSWORD
        if not known:
            self.reply(403, b"Code: 516. DB::Exception: Authentication failed", code="516")
            return
        connection = connect(self.folder)
        try:
            self.reply(200, self.done(connection, query, body))
        except Exception as error:  # noqa: BLE001 - told as ClickHouse tells it
            code = re.search(r"Code: (\d+)", str(error))
            words = str(error)[code.start() :] if code else str(error)
            self.reply(500, words.encode(), code=code[1] if code else "1000")
        finally:
            connection.close()

    def done(self, connection: object, query: dict[str, str], body: bytes) -> bytes:
        assert len(self.path) <= MOST_OF_AN_ADDRESS, "http_max_uri_size"
        assert all(len(value) <= MOST_OF_A_FIELD for value in query.values()), "http_max_field_value_size"
        connection.query(f"USE {self.headers['X-ClickHouse-Database']}")
        settings = {name: value for name, value in query.items() if name not in OF_THE_INTERFACE}
        params = {name[6:]: settings.pop(name) for name in list(settings) if name.startswith("param_")}
        for name in sorted(settings, key="readonly".__eq__):  # after it no other could be set
            connection.query(f"SET {name} = '{settings[name]}'")
        if "query" in query:
            insert = re.fullmatch(r"(INSERT .*) FORMAT (\w+)", query["query"])
            assert insert, query
            with connection.send_insert(insert[1], insert[2]) as inserter:
                inserter.append(body)
                inserter.finish()
            return b""
        return connection.query(body.decode(), query.get("default_format", "TSV"), params=params).bytes()

    def reply(self, status: int, body: bytes, *, code: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if code:
            self.send_header("X-ClickHouse-Exception-Code", code)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def open_clickhouse(folder: Path) -> Iterator[tuple[str, int]]:
    """Run one; gives `host:port` and the process id. It ends with its standard input, so also when we are killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "doubles.clickhouse", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert process.stdin
    assert process.stdout
    try:
        assert select.select([process.stdout], [], [], 60)[0], "the double does not start"
        yield f"127.0.0.1:{int(process.stdout.readline())}", process.pid
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def main() -> None:
    from chdb.state.sqlitelike import connect  # noqa: PLC0415 - in the double's own process only

    Handler.folder = sys.argv[1]
    held = connect(Handler.folder)
    held.query(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
