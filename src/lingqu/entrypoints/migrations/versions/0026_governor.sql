-- One row a corp, made when it is first needed; planning locks it, so that two broadcasts never count past each other.
CREATE TABLE outreach_rules (
  corp_id           integer PRIMARY KEY,
  shape             text NOT NULL DEFAULT 'monthly_days',
  caps              jsonb NOT NULL DEFAULT '[]',
  quiet_begins      time,
  quiet_ends        time,
  rests_on_holidays boolean NOT NULL DEFAULT false,
  holdout_permille  smallint NOT NULL DEFAULT 0 CHECK (holdout_permille BETWEEN 0 AND 1000),
  approval_above    integer,
  frozen_at         timestamptz,
  frozen_by         text,
  CHECK ((quiet_begins IS NULL) = (quiet_ends IS NULL))
);
SELECT lingqu_protect('outreach_rules');

CREATE TABLE programme (
  corp_id          integer NOT NULL,
  programme_id     integer GENERATED ALWAYS AS IDENTITY,
  name             text NOT NULL,
  category         text NOT NULL CHECK (category IN ('service', 'marketing')),
  owner            text NOT NULL,
  hypothesis       text NOT NULL,
  target           text NOT NULL,
  budget           integer,
  priority         smallint NOT NULL,
  value_fen        integer NOT NULL,
  holdout_permille smallint NOT NULL CHECK (holdout_permille BETWEEN 0 AND 1000),
  overnight        boolean NOT NULL,
  state            text NOT NULL,
  -- messages that were planned: what a budget is spent on
  planned          integer NOT NULL DEFAULT 0,
  created_at       timestamptz NOT NULL,
  created_by       text,
  PRIMARY KEY (corp_id, programme_id)
);
SELECT lingqu_protect('programme');

-- The arm of a person in a programme (0: outside any), decided once.
CREATE TABLE exposure (
  corp_id      integer NOT NULL,
  programme_id integer NOT NULL,
  customer_id  integer NOT NULL,
  arm          text NOT NULL,
  decided_at   timestamptz NOT NULL,
  PRIMARY KEY (corp_id, programme_id, customer_id)
);
SELECT lingqu_protect('exposure');

-- Group sends that members created by themselves: WeCom counts them in the same caps.
CREATE TABLE own_send (
  corp_id    integer NOT NULL,
  msgid      text NOT NULL,
  creator    text NOT NULL,
  created_at timestamptz NOT NULL,
  -- when its results were final; NULL while they are to be read
  read_at    timestamptz,
  PRIMARY KEY (corp_id, msgid)
);
CREATE INDEX own_send_to_read ON own_send (corp_id, created_at) WHERE read_at IS NULL;
CREATE INDEX own_send_newest ON own_send (corp_id, created_at);
SELECT lingqu_protect('own_send');

CREATE TABLE own_send_recipient (
  corp_id     integer NOT NULL,
  customer_id integer NOT NULL,
  msgid       text NOT NULL,
  sent_at     timestamptz NOT NULL,
  PRIMARY KEY (corp_id, customer_id, msgid)
);
SELECT lingqu_protect('own_send_recipient');

ALTER TABLE broadcast
  ADD COLUMN programme_id integer,
  -- when it shall leave; what comes first, the hour or an approval, waits for the other
  ADD COLUMN scheduled_at timestamptz,
  ADD COLUMN sent_by text,
  ADD COLUMN approved_by text,
  -- why it was cancelled where nobody did it
  ADD COLUMN end_reason text,
  -- customers it would have reached when it was sent; only where an approval depends on it
  ADD COLUMN reach integer;
CREATE INDEX broadcast_by_programme ON broadcast (corp_id, programme_id) WHERE programme_id IS NOT NULL;
-- Since now a broadcast says from the beginning of its planning until when its messages may be received.
ALTER TABLE broadcast NO FORCE ROW LEVEL SECURITY;
UPDATE broadcast SET closes_at = coalesce(planned_at, created_at) + interval '3 days'
WHERE closes_at IS NULL AND state <> 'draft';
ALTER TABLE broadcast FORCE ROW LEVEL SECURITY;
