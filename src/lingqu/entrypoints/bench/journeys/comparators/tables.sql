-- As a simple journey needs them; fact and delivery have the columns and indexes of our first migration.

CREATE TABLE enrollment (
  corp_id       integer NOT NULL,
  enrollment_id bigint NOT NULL,
  journey_id    integer NOT NULL,
  version       integer NOT NULL,
  customer_id   integer NOT NULL,
  step          integer NOT NULL,
  visit         integer NOT NULL,
  due           timestamptz NOT NULL,
  state         text NOT NULL,
  PRIMARY KEY (corp_id, enrollment_id)
);
CREATE INDEX enrollment_due ON enrollment (corp_id, due, enrollment_id) WHERE state = 'waiting';
CREATE INDEX enrollment_by_customer ON enrollment (corp_id, customer_id, journey_id);

CREATE TABLE fact (
  corp_id     integer NOT NULL,
  era         integer NOT NULL,
  xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id          bigint GENERATED ALWAYS AS IDENTITY,
  recorded_at timestamptz NOT NULL,
  occurred_at timestamptz NOT NULL,
  kind        text NOT NULL,
  customer_id integer,
  staff_id    integer,
  data        jsonb NOT NULL DEFAULT '{}',
  cause       text
);
CREATE INDEX fact_by_order ON fact (corp_id, era, xid, id);
CREATE INDEX fact_by_customer ON fact (corp_id, customer_id, occurred_at DESC, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX fact_by_kind ON fact (corp_id, kind, recorded_at);

CREATE TABLE delivery (
  corp_id        integer NOT NULL,
  delivery_id    bigint GENERATED ALWAYS AS IDENTITY,
  key            text NOT NULL,
  channel        text NOT NULL,
  state          text NOT NULL,
  reason         text,
  customer_id    integer NOT NULL,
  staff_id       integer,
  broadcast_id   integer,
  channel_id     integer,
  group_send_id  bigint,
  content        jsonb,
  event_at       timestamptz,
  planned_at     timestamptz NOT NULL,
  claimed_at     timestamptz,
  handed_over_at timestamptz,
  settled_at     timestamptz,
  attempts       smallint NOT NULL DEFAULT 0,
  evidence       jsonb,
  PRIMARY KEY (corp_id, delivery_id),
  UNIQUE (corp_id, key)
);
CREATE INDEX delivery_by_customer ON delivery (corp_id, customer_id, planned_at DESC, delivery_id DESC);
CREATE INDEX delivery_by_broadcast ON delivery (corp_id, broadcast_id, state, delivery_id) WHERE broadcast_id IS NOT NULL;
CREATE INDEX delivery_by_group_send ON delivery (corp_id, group_send_id, state) WHERE group_send_id IS NOT NULL;
CREATE INDEX delivery_to_claim ON delivery (corp_id, broadcast_id, staff_id, delivery_id) WHERE state = 'planned';
CREATE INDEX delivery_welcome_by_event ON delivery (corp_id, event_at) WHERE channel = 'welcome';
