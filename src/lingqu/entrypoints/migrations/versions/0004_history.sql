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

-- Copies of a corp's facts in history. One is read (living); another may be built beside it (next) and takes its place;
-- what is no longer read is deleted there (old). Each has a cursor of its own: the reader history:<generation>.
CREATE TABLE history_generation (
  corp_id      integer NOT NULL,
  generation   integer NOT NULL,
  role         text NOT NULL CHECK (role IN ('living', 'next', 'old')),
  begun_at     timestamptz NOT NULL,
  era          integer NOT NULL,
  is_clear     boolean NOT NULL DEFAULT false,
  caught_up_at timestamptz,
  PRIMARY KEY (corp_id, generation)
);
CREATE UNIQUE INDEX history_generation_role ON history_generation (corp_id, role) WHERE role <> 'old';
SELECT lingqu_protect('history_generation');

-- A batch on its way into a generation: stored before it is sent, gone in the transaction that moves the cursor.
CREATE TABLE history_batch (
  corp_id    integer NOT NULL,
  generation integer NOT NULL,
  token      text NOT NULL,
  from_era   integer NOT NULL,
  from_xid   xid8 NOT NULL,
  from_id    bigint NOT NULL,
  to_era     integer NOT NULL,
  to_xid     xid8 NOT NULL,
  to_id      bigint NOT NULL,
  size       integer NOT NULL,
  sends      integer NOT NULL DEFAULT 1,
  PRIMARY KEY (corp_id, generation)
);
SELECT lingqu_protect('history_batch');
