-- What a corp's own servers tell: events of its app, site and mini-programs.

-- The key with which they sign; the former one is good for a while after a turn.
CREATE TABLE event_key (
  corp_id      integer PRIMARY KEY,
  key          bytea NOT NULL,
  made_at      timestamptz NOT NULL,
  former       bytea,
  former_until timestamptz
);
SELECT lingqu_protect('event_key');

-- Each event once, by the digest of its id. Who and what it was is kept until it has become a fact.
CREATE TABLE told_event (
  corp_id       integer NOT NULL,
  event_key     bytea NOT NULL,
  name          text NOT NULL,
  occurred_at   timestamptz NOT NULL,
  received_at   timestamptz NOT NULL,
  who_kind      text,
  who           text,
  properties    jsonb,
  told_at       timestamptz,
  -- when its customer is looked for next; nothing once that has ended
  due_at        timestamptz,
  PRIMARY KEY (corp_id, event_key)
);
CREATE INDEX told_event_due ON told_event (corp_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX told_event_by_receipt ON told_event (corp_id, received_at);
SELECT lingqu_protect('told_event');

-- Names that have been told, with their properties: what definitions may ask for.
CREATE TABLE told_name (
  corp_id    integer NOT NULL,
  name       text NOT NULL,
  properties text[] NOT NULL,
  first_at   timestamptz NOT NULL,
  PRIMARY KEY (corp_id, name)
);
SELECT lingqu_protect('told_name');
