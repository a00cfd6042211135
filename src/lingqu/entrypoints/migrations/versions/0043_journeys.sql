-- An automation. `draft` is what is being written; `version` the newest that was published.
CREATE TABLE journey (
  corp_id    integer NOT NULL,
  journey_id integer GENERATED ALWAYS AS IDENTITY,
  name       text NOT NULL,
  state      text NOT NULL,
  draft      jsonb NOT NULL,
  -- another number whenever the draft or the name changed
  revision   integer NOT NULL DEFAULT 1,
  version    integer,
  -- since when people come in
  opened_at  timestamptz,
  created_at timestamptz NOT NULL,
  created_by text,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, journey_id)
);
CREATE UNIQUE INDEX journey_by_name ON journey (corp_id, name);
SELECT lingqu_protect('journey');
CREATE POLICY dispatch ON journey FOR SELECT TO lingqu_dispatcher USING (true);
GRANT SELECT (corp_id, journey_id, state) ON journey TO lingqu_dispatcher;

CREATE TABLE journey_version (
  corp_id      integer NOT NULL,
  journey_id   integer NOT NULL,
  version      integer NOT NULL,
  definition   jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  published_by text,
  -- somebody comes in by it, or is on the way
  in_use       boolean NOT NULL DEFAULT true,
  PRIMARY KEY (corp_id, journey_id, version)
);
SELECT lingqu_protect('journey_version');
REVOKE UPDATE, DELETE ON journey_version FROM lingqu_app;
GRANT UPDATE (in_use) ON journey_version TO lingqu_app;

-- One customer's passage. `due` is when it is looked at next: at once, at the end of a wait, or never any more.
CREATE TABLE enrollment (
  corp_id       integer NOT NULL,
  enrollment_id bigint GENERATED ALWAYS AS IDENTITY,
  journey_id    integer NOT NULL,
  version       integer NOT NULL,
  customer_id   integer NOT NULL,
  entry_key     text NOT NULL,
  state         text NOT NULL,
  step          text,
  visit         integer NOT NULL,
  entered_at    timestamptz NOT NULL,
  arrived_at    timestamptz NOT NULL,
  due           timestamptz,
  -- what it waits for and has come, by name
  met           text,
  ended_at      timestamptz,
  reason        text,
  goals_until   timestamptz,
  goal          text,
  goal_at       timestamptz,
  error         text,
  PRIMARY KEY (corp_id, enrollment_id)
) WITH (fillfactor = 80);
CREATE INDEX enrollment_due ON enrollment (corp_id, journey_id, due) WHERE due IS NOT NULL;
CREATE INDEX enrollment_by_customer ON enrollment (corp_id, customer_id, journey_id);
CREATE UNIQUE INDEX enrollment_under_way ON enrollment (corp_id, journey_id, customer_id, entry_key)
  WHERE state IN ('running', 'parked');
SELECT lingqu_protect('enrollment');
CREATE POLICY dispatch ON enrollment FOR SELECT TO lingqu_dispatcher USING (true);
GRANT SELECT (corp_id, journey_id, due) ON enrollment TO lingqu_dispatcher;

-- What journeys ask members to send together is a broadcast of theirs, by what it was made for.
ALTER TABLE broadcast ADD COLUMN mailing text, DROP CONSTRAINT broadcast_one_audience;
ALTER TABLE broadcast
  ADD CONSTRAINT broadcast_one_audience CHECK (num_nonnulls(segment_id, tag_ids, groups, mailing) = 1);
CREATE UNIQUE INDEX broadcast_by_mailing ON broadcast (corp_id, mailing) WHERE mailing IS NOT NULL;
ALTER TABLE delivery ADD COLUMN enrollment_id bigint;
