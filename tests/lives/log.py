"""A log of every change of the tables that are followed, written by the database itself, in their order."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from lives.reference import KEYS, Reference

_LOG = """
CREATE TABLE change (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, noun text NOT NULL, before jsonb, after jsonb
);
CREATE FUNCTION log_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  INSERT INTO change (noun, before, after)
  VALUES (TG_TABLE_NAME, CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END,
          CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
  RETURN NULL;
END $$;
"""
_FOLLOW = """
CREATE TRIGGER log_change AFTER INSERT OR UPDATE OR DELETE ON {noun} FOR EACH ROW EXECUTE FUNCTION log_change();
"""


@dataclass
class ChangeLog:
    """Reads the log as the owner of the tables."""

    connection: psycopg.AsyncConnection

    @classmethod
    async def open(cls, owner_url: str) -> ChangeLog:
        """Begin to log."""
        connection = await psycopg.AsyncConnection.connect(owner_url, autocommit=True)
        await connection.execute((_LOG + "".join(_FOLLOW.format(noun=noun) for noun in KEYS)).encode())
        return cls(connection)

    async def begin(self) -> None:
        """Forget what was logged, and what an earlier life left to be done."""
        await self.connection.execute("TRUNCATE change, job, job_queue CASCADE")

    async def tell(self, reference: Reference) -> None:
        """Tell the reference what was logged since, once."""
        cursor = await self.connection.execute("DELETE FROM change RETURNING seq, noun, before, after")
        for _, noun, before, after in sorted(await cursor.fetchall()):
            reference.follow(noun, before, after)

    async def close(self) -> None:
        """Read no more."""
        await self.connection.close()
