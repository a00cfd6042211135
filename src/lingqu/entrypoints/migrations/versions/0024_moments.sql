-- A moment of ours: one content for everybody of its senders, for some tags, or for a segment.
CREATE TABLE moment (
  corp_id        integer NOT NULL,
  moment_id      integer GENERATED ALWAYS AS IDENTITY,
  name           text NOT NULL,
  state          text NOT NULL,
  content        jsonb NOT NULL,
  -- neither tags nor a segment: everybody of the senders
  tag_ids        integer[],
  segment_id     integer,
  -- neither members nor departments: every member with customers
  staff_ids      integer[] NOT NULL,
  department_ids integer[] NOT NULL,
  -- not before this instant; null as soon as it can be
  starts_at      timestamptz,
  created_at     timestamptz NOT NULL,
  created_by     text,
  -- who the segment's members were when it was sent, as a Roaring bitmap, until all are marked or skipped
  members        bytea,
  marked_to      integer,
  marking_at     timestamptz,
  -- the tag that stands for the segment at WeCom, and how many relations got it
  marking_tag_id integer,
  marks          integer NOT NULL DEFAULT 0,
  ready_at       timestamptz,
  handed_over_at timestamptz,
  closes_at      timestamptz,
  finished_at    timestamptz,
  -- why it ended without reaching anybody
  problem        text,
  PRIMARY KEY (corp_id, moment_id),
  CHECK (tag_ids IS NULL OR segment_id IS NULL)
);
CREATE INDEX moment_by_segment ON moment (corp_id, segment_id) WHERE segment_id IS NOT NULL AND state = 'draft';
SELECT lingqu_protect('moment');

-- One add_moment_task call: what must be known to settle a lost answer, and how far its polling is.
CREATE TABLE moment_call (
  corp_id         integer NOT NULL,
  moment_call_id  bigint GENERATED ALWAYS AS IDENTITY,
  key             text NOT NULL,
  moment_id       integer NOT NULL,
  state           text NOT NULL,
  reason          text,
  content         jsonb NOT NULL,
  wecom_tag_ids   text[] NOT NULL,
  fingerprint     bytea NOT NULL,
  known_ids       text[] NOT NULL DEFAULT '{}',
  jobid           text,
  wecom_moment_id text,
  calls           smallint NOT NULL DEFAULT 0,
  called_at       timestamptz,
  handed_over_at  timestamptz,
  closes_at       timestamptz NOT NULL,
  closing         text,
  stopped_at      timestamptz,
  polled_at       timestamptz,
  closed_at       timestamptz,
  evidence        jsonb,
  PRIMARY KEY (corp_id, moment_call_id),
  UNIQUE (corp_id, key)
);
CREATE UNIQUE INDEX moment_call_in_flight ON moment_call (corp_id, fingerprint) WHERE state IN ('calling', 'making');
CREATE INDEX moment_call_by_moment ON moment_call (corp_id, moment_id);
CREATE UNIQUE INDEX moment_call_by_wecom_id ON moment_call (corp_id, wecom_moment_id) WHERE wecom_moment_id IS NOT NULL;
SELECT lingqu_protect('moment_call');

-- One member's part of a call: asked to publish, published, shown to so many.
CREATE TABLE moment_copy (
  corp_id        integer NOT NULL,
  moment_call_id bigint NOT NULL,
  staff_id       integer NOT NULL,
  task_id        bigint,
  -- when a look first found it published: WeCom tells no time
  published_at   timestamptz,
  read_at        timestamptz,
  settled_at     timestamptz,
  meant          integer,
  shown          integer,
  PRIMARY KEY (corp_id, moment_call_id, staff_id)
);
CREATE INDEX moment_copy_to_read ON moment_copy (corp_id, moment_call_id, staff_id)
  WHERE published_at IS NOT NULL AND settled_at IS NULL;
SELECT lingqu_protect('moment_copy');

ALTER TABLE delivery ADD COLUMN moment_id integer;
CREATE INDEX delivery_by_moment ON delivery (corp_id, moment_id, state, delivery_id) WHERE moment_id IS NOT NULL;
-- who has been shown how many moments this month
CREATE INDEX delivery_moment_shown ON delivery (corp_id, settled_at, customer_id)
  WHERE channel = 'moment' AND state = 'delivered';
