-- Readers of facts share corps among worker processes; history knows what it has copied, and what is on its way.

-- Who reads a corp's facts for a reader now. Keeps two workers from the same work; what they do is safe without it.
CREATE TABLE fact_lease (
  corp_id integer NOT NULL,
  reader  text NOT NULL,
  holder  text NOT NULL,
  until   timestamptz NOT NULL,
  PRIMARY KEY (corp_id, reader)
);
SELECT lingqu_protect_queue('fact_lease');
GRANT INSERT ON fact_lease TO lingqu_dispatcher;

-- Which generation of a corp's facts is read, since when, copied under which era; and the one being built beside it.
CREATE TABLE history_corp (
  corp_id        integer PRIMARY KEY,
  generation     integer NOT NULL,
  begun_at       timestamptz NOT NULL,
  era            integer NOT NULL,
  next           integer,
  next_begun_at  timestamptz,
  next_era       integer,
  next_is_clear  boolean NOT NULL DEFAULT false,
  cleared_below  integer NOT NULL DEFAULT 0
);
SELECT lingqu_protect('history_corp');

-- A batch on its way into a generation: stored before it is sent, gone in the transaction that moves the cursor.
CREATE TABLE history_batch (
  corp_id    integer NOT NULL,
  reader     text NOT NULL,
  token      text NOT NULL,
  from_era   integer NOT NULL,
  from_xid   xid8 NOT NULL,
  from_id    bigint NOT NULL,
  to_era     integer NOT NULL,
  to_xid     xid8 NOT NULL,
  to_id      bigint NOT NULL,
  size       integer NOT NULL,
  sends      integer NOT NULL DEFAULT 1,
  PRIMARY KEY (corp_id, reader)
);
SELECT lingqu_protect('history_batch');
