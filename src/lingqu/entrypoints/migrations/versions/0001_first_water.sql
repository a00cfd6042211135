-- Conventions
--   corp_id is ours (integer); corpid is WeCom's string.
--   Every tenant table carries corp_id and forces row security (lingqu_protect).
--   Nothing here calls now(): instants are written by the application.

CREATE FUNCTION lingqu_corp() RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT NULLIF(current_setting('lingqu.corp_id', true), '')::integer $$;

CREATE FUNCTION lingqu_bucket_permille(salt text, customer_id integer) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (('x' || encode(substr(sha256(convert_to(salt || ':' || customer_id, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint
          & 4294967295) % 1000
$$;

CREATE FUNCTION lingqu_protect(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format('CREATE POLICY by_corp ON %s USING (corp_id = lingqu_corp())', target);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO lingqu_app', target);
END $$;

-- A queue says who has work and when, nothing else; the dispatcher claims across corps.
CREATE FUNCTION lingqu_protect_queue(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM lingqu_protect(target);
  EXECUTE format('CREATE POLICY dispatch ON %s TO lingqu_dispatcher USING (true)', target);
  EXECUTE format('GRANT SELECT, UPDATE ON %s TO lingqu_dispatcher', target);
END $$;

-- ───────────────────────── infra: facts ─────────────────────────

-- A restore or a fail-over starts a new era: transaction ids may go back, eras never do.
CREATE TABLE fact_era (
  era               integer PRIMARY KEY,
  system_identifier text NOT NULL,
  timeline          integer NOT NULL,
  started_at        timestamptz NOT NULL
);
GRANT SELECT ON fact_era TO lingqu_app;

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
) PARTITION BY RANGE (recorded_at);
CREATE TABLE fact_other PARTITION OF fact DEFAULT;
CREATE INDEX fact_by_order ON fact (corp_id, era, xid, id);
CREATE INDEX fact_by_customer ON fact (corp_id, customer_id, occurred_at DESC, id DESC) WHERE customer_id IS NOT NULL;
CREATE INDEX fact_by_kind ON fact (corp_id, kind, recorded_at);
SELECT lingqu_protect('fact');
REVOKE UPDATE, DELETE ON fact FROM lingqu_app;

-- Readers are bounded by those who hold the writers' lock; a writer without it would be overtaken.
CREATE FUNCTION lingqu_fact_writer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('lingqu.fact_writer', true) IS DISTINCT FROM '1' THEN
    RAISE EXCEPTION 'facts are written inside a unit of work only: the writers'' lock is not held';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER fact_writer BEFORE INSERT ON fact FOR EACH STATEMENT EXECUTE FUNCTION lingqu_fact_writer();

CREATE TABLE fact_cursor (
  corp_id  integer NOT NULL,
  reader   text NOT NULL,
  era      integer NOT NULL,
  xid      xid8 NOT NULL,
  id       bigint NOT NULL,
  moved_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, reader)
);
SELECT lingqu_protect('fact_cursor');

-- ───────────────────────── infra: jobs, audit, quotas ─────────────────────────

CREATE TABLE job (
  corp_id    integer NOT NULL,
  job_id     bigint GENERATED ALWAYS AS IDENTITY,
  kind       text NOT NULL,
  key        text NOT NULL,
  payload    jsonb NOT NULL DEFAULT '{}',
  generation integer NOT NULL DEFAULT 1,
  attempts   integer NOT NULL DEFAULT 0,
  error      text,
  cause      text,
  created_at timestamptz NOT NULL,
  failed_at  timestamptz,
  dead_at    timestamptz,
  PRIMARY KEY (corp_id, job_id),
  UNIQUE (corp_id, kind, key)
);
CREATE INDEX job_dead ON job (corp_id, dead_at DESC) WHERE dead_at IS NOT NULL;
SELECT lingqu_protect('job');

CREATE TABLE job_queue (
  corp_id integer NOT NULL,
  id      bigint NOT NULL,
  due     timestamptz NOT NULL,
  lane    smallint NOT NULL DEFAULT 1,
  lease   timestamptz,
  PRIMARY KEY (corp_id, id)
);
CREATE INDEX job_queue_due ON job_queue (lane, due);
SELECT lingqu_protect_queue('job_queue');

CREATE TABLE audit_record (
  corp_id    integer NOT NULL,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  at         timestamptz NOT NULL,
  actor      text NOT NULL,
  action     text NOT NULL,
  subject    text NOT NULL,
  data       jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (corp_id, id)
);
SELECT lingqu_protect('audit_record');
REVOKE UPDATE, DELETE ON audit_record FROM lingqu_app;

CREATE TABLE audit_seal (
  corp_id   integer NOT NULL,
  number    integer NOT NULL,
  first_id  bigint NOT NULL,
  last_id   bigint NOT NULL,
  digest    bytea NOT NULL,
  sealed_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, number)
);
SELECT lingqu_protect('audit_seal');
REVOKE UPDATE, DELETE ON audit_seal FROM lingqu_app;

CREATE TABLE api_token (
  corp_id         integer NOT NULL,
  credential      text NOT NULL,
  token           bytea,
  refresh_at      timestamptz,
  expires_at      timestamptz,
  blocked_errcode integer,
  blocked_errmsg  text,
  blocked_at      timestamptz,
  PRIMARY KEY (corp_id, credential)
);
SELECT lingqu_protect('api_token');

CREATE TABLE api_gate (
  corp_id      integer NOT NULL,
  api          text NOT NULL,
  full_at      timestamptz[] NOT NULL DEFAULT '{}',
  closed_until timestamptz,
  PRIMARY KEY (corp_id, api)
);
SELECT lingqu_protect('api_gate');

CREATE TABLE worker_beat (
  worker  text PRIMARY KEY,
  kind    text NOT NULL,
  beat_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON worker_beat TO lingqu_app;

-- ───────────────────────── corps ─────────────────────────

CREATE TABLE corp (
  corp_id    integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  corpid     text NOT NULL UNIQUE,
  name       text NOT NULL,
  slug       text NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);
SELECT lingqu_protect('corp');
CREATE POLICY route ON corp FOR SELECT TO lingqu_dispatcher USING (true);
GRANT SELECT (corp_id, corpid, slug) ON corp TO lingqu_dispatcher;
GRANT USAGE ON SEQUENCE corp_corp_id_seq TO lingqu_app;

CREATE TABLE credential (
  corp_id              integer NOT NULL,
  kind                 text NOT NULL,
  agentid              integer,
  secret               bytea NOT NULL,
  callback_token       bytea NOT NULL,
  callback_aes_key     bytea NOT NULL,
  callback_verified_at timestamptz,
  created_at           timestamptz NOT NULL,
  changed_at           timestamptz NOT NULL,
  PRIMARY KEY (corp_id, kind)
);
SELECT lingqu_protect('credential');

CREATE TABLE sync_stage (
  corp_id     integer NOT NULL,
  stage       text NOT NULL,
  run         integer NOT NULL,
  state       text NOT NULL,
  done        integer NOT NULL DEFAULT 0,
  total       integer,
  cursor      jsonb NOT NULL DEFAULT '{}',
  started_at  timestamptz,
  finished_at timestamptz,
  error_code  text,
  error       text,
  PRIMARY KEY (corp_id, stage)
);
SELECT lingqu_protect('sync_stage');

-- ───────────────────────── ingestion ─────────────────────────

CREATE TABLE inbox (
  corp_id     integer NOT NULL,
  id          bigint GENERATED ALWAYS AS IDENTITY,
  occurred_at timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  dedupe_key  bytea NOT NULL,
  event       text NOT NULL,
  change_type text NOT NULL,
  order_key   bigint NOT NULL,
  payload     bytea NOT NULL
) PARTITION BY RANGE (occurred_at);
CREATE TABLE inbox_other PARTITION OF inbox DEFAULT;
CREATE UNIQUE INDEX inbox_once ON inbox (corp_id, dedupe_key, occurred_at);
CREATE INDEX inbox_by_id ON inbox (corp_id, id);
SELECT lingqu_protect('inbox');

CREATE TABLE inbox_queue (
  corp_id   integer NOT NULL,
  id        bigint NOT NULL,
  due       timestamptz NOT NULL,
  slot      smallint NOT NULL,
  order_key bigint NOT NULL,
  attempts  smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, slot, id)
);
CREATE INDEX inbox_queue_due ON inbox_queue (due);
SELECT lingqu_protect_queue('inbox_queue');

CREATE TABLE greeting_queue (
  corp_id integer NOT NULL,
  id      bigint NOT NULL,
  due     timestamptz NOT NULL,
  PRIMARY KEY (corp_id, id)
);
CREATE INDEX greeting_queue_due ON greeting_queue (due);
SELECT lingqu_protect_queue('greeting_queue');

CREATE TABLE dead_letter (
  corp_id    integer NOT NULL,
  inbox_id   bigint NOT NULL,
  lane       text NOT NULL,
  reason     text NOT NULL,
  error      text,
  attempts   integer NOT NULL DEFAULT 0,
  first_at   timestamptz NOT NULL,
  last_at    timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (corp_id, inbox_id, lane)
);
SELECT lingqu_protect('dead_letter');

-- ───────────────────────── directory ─────────────────────────

CREATE TABLE department (
  corp_id       integer NOT NULL,
  department_id bigint NOT NULL,
  parent_id     bigint,
  name          text NOT NULL,
  sort          bigint NOT NULL DEFAULT 0,
  is_shop       boolean NOT NULL DEFAULT false,
  gone_at       timestamptz,
  PRIMARY KEY (corp_id, department_id)
);
SELECT lingqu_protect('department');

CREATE TABLE staff (
  corp_id        integer NOT NULL,
  staff_id       integer GENERATED ALWAYS AS IDENTITY,
  userid         text NOT NULL,
  -- userid is unique ignoring case; a plain column, because lower() is not leakproof and row security
  -- keeps indexes from expressions that are not.
  userid_key     text NOT NULL GENERATED ALWAYS AS (lower(userid)) STORED,
  name           text NOT NULL DEFAULT '',
  is_follow_user boolean NOT NULL DEFAULT false,
  left_at        timestamptz,
  read_at        timestamptz,
  PRIMARY KEY (corp_id, staff_id)
);
CREATE UNIQUE INDEX staff_by_userid ON staff (corp_id, userid_key);
SELECT lingqu_protect('staff');

CREATE TABLE staff_department (
  corp_id       integer NOT NULL,
  staff_id      integer NOT NULL,
  department_id bigint NOT NULL,
  sort          bigint NOT NULL DEFAULT 0,
  is_leader     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (corp_id, staff_id, department_id)
);
CREATE INDEX staff_department_by_department ON staff_department (corp_id, department_id);
SELECT lingqu_protect('staff_department');

-- Accounts sign in to the installation, before any corp exists; what they may do is per corp.
CREATE TABLE account (
  account_id    integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name          text NOT NULL,
  password_hash text NOT NULL,
  is_owner      boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  disabled_at   timestamptz
);
-- The installation has one owner, made at the first run; two first runs at once make one.
CREATE UNIQUE INDEX account_one_owner ON account (is_owner) WHERE is_owner;
CREATE UNIQUE INDEX account_by_name ON account (lower(name));
CREATE TABLE account_session (
  token_hash bytea PRIMARY KEY,
  account_id integer NOT NULL REFERENCES account ON DELETE CASCADE,
  csrf       text NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX account_session_expiry ON account_session (expires_at);
CREATE TABLE sign_in_failure (
  bucket       text PRIMARY KEY,
  failures     integer NOT NULL,
  window_start timestamptz NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON account, account_session, sign_in_failure TO lingqu_app;

CREATE TABLE account_role (
  corp_id    integer NOT NULL,
  account_id integer NOT NULL REFERENCES account ON DELETE CASCADE,
  role       text NOT NULL,
  PRIMARY KEY (corp_id, account_id)
);
SELECT lingqu_protect('account_role');
-- Which corps an account belongs to is asked before a corp is chosen.
CREATE POLICY own_roles ON account_role FOR SELECT TO lingqu_dispatcher USING (true);
GRANT SELECT ON account_role TO lingqu_dispatcher;

-- ───────────────────────── customers ─────────────────────────

CREATE TABLE customer_ordinal (
  corp_id integer PRIMARY KEY,
  next    integer NOT NULL
);
SELECT lingqu_protect('customer_ordinal');

CREATE TABLE customer (
  corp_id            integer NOT NULL,
  customer_id        integer NOT NULL,
  external_userid    text NOT NULL,
  unionid            text,
  name               text,
  avatar_url         text,
  gender             smallint NOT NULL DEFAULT 0,
  type               smallint NOT NULL DEFAULT 1,
  corp_name          text,
  first_seen_at      timestamptz NOT NULL,
  last_added_at      timestamptz,
  live_relations     integer NOT NULL DEFAULT 0,
  read_at            timestamptz,
  unreadable_errcode integer,
  PRIMARY KEY (corp_id, customer_id),
  UNIQUE (corp_id, external_userid)
);
CREATE INDEX customer_by_added ON customer (corp_id, last_added_at DESC NULLS LAST, customer_id DESC);
CREATE INDEX customer_by_unionid ON customer (corp_id, unionid) WHERE unionid IS NOT NULL;
SELECT lingqu_protect('customer');

-- Search in names and remarks: every one- and two-character piece, so that a piece of any length is found by
-- equality. Under row security a trigram index is never used: ILIKE is not leakproof, = is.
-- Pieces of former names stay: a hit is checked against the text itself.
CREATE TABLE customer_gram (
  corp_id     integer NOT NULL,
  gram        text NOT NULL,
  customer_id integer NOT NULL,
  PRIMARY KEY (corp_id, gram, customer_id)
);
SELECT lingqu_protect('customer_gram');

CREATE TABLE follow_relation (
  corp_id      integer NOT NULL,
  customer_id  integer NOT NULL,
  staff_id     integer NOT NULL,
  remark       text,
  description  text,
  state        text,
  channel_id   integer,
  add_way      smallint NOT NULL DEFAULT 0,
  oper_userid  text,
  half         boolean NOT NULL DEFAULT false,
  added_at     timestamptz NOT NULL,
  deleted_at   timestamptz,
  deleted_by   text,
  -- the newest deletion heard of; its adding may not have been heard yet, or a newer one may have been
  last_end_at  timestamptz,
  last_end_by  text,
  -- when the newest edit heard of happened
  edited_at    timestamptz,
  -- when the newest read applied was asked for
  read_at      timestamptz,
  -- when WeCom last answered a write of ours (tags, remark): an older read knows less than we do
  written_at   timestamptz,
  -- the remark is ours and WeCom has not answered yet
  remark_pending boolean NOT NULL DEFAULT false,
  PRIMARY KEY (corp_id, customer_id, staff_id)
);
CREATE INDEX follow_relation_by_staff ON follow_relation (corp_id, staff_id, customer_id);
CREATE INDEX follow_relation_by_channel ON follow_relation (corp_id, channel_id, customer_id) WHERE channel_id IS NOT NULL;
SELECT lingqu_protect('follow_relation');

-- One row per time somebody was added: what channel reports are made of.
CREATE TABLE relation_spell (
  corp_id     integer NOT NULL,
  customer_id integer NOT NULL,
  staff_id    integer NOT NULL,
  began_at    timestamptz NOT NULL,
  confirmed_at timestamptz,
  is_returning boolean NOT NULL,
  channel_id  integer,
  state       text,
  ended_at    timestamptz,
  -- NULL beside an ended_at: somebody ended it, no callback told who
  ended_by    text,
  -- a read found it before any callback told of it
  by_read     boolean NOT NULL DEFAULT false,
  PRIMARY KEY (corp_id, customer_id, staff_id, began_at)
);
CREATE INDEX relation_spell_by_began ON relation_spell (corp_id, began_at);
CREATE INDEX relation_spell_by_channel ON relation_spell (corp_id, channel_id, began_at) WHERE channel_id IS NOT NULL;
SELECT lingqu_protect('relation_spell');

CREATE TABLE relation_phone (
  corp_id     integer NOT NULL,
  customer_id integer NOT NULL,
  staff_id    integer NOT NULL,
  phone_index bytea NOT NULL,
  last4_index bytea NOT NULL,
  phone       bytea NOT NULL,
  PRIMARY KEY (corp_id, customer_id, staff_id, phone_index)
);
CREATE INDEX relation_phone_exact ON relation_phone (corp_id, phone_index);
CREATE INDEX relation_phone_last4 ON relation_phone (corp_id, last4_index);
SELECT lingqu_protect('relation_phone');

CREATE TABLE tag_group (
  corp_id         integer NOT NULL,
  group_id        integer GENERATED ALWAYS AS IDENTITY,
  wecom_group_id  text NOT NULL,
  name            text NOT NULL,
  sort            bigint NOT NULL DEFAULT 0,
  deleted_at      timestamptz,
  PRIMARY KEY (corp_id, group_id),
  UNIQUE (corp_id, wecom_group_id)
);
SELECT lingqu_protect('tag_group');

CREATE TABLE corp_tag (
  corp_id      integer NOT NULL,
  tag_id       integer GENERATED ALWAYS AS IDENTITY,
  group_id     integer NOT NULL,
  wecom_tag_id text NOT NULL,
  name         text NOT NULL,
  sort         bigint NOT NULL DEFAULT 0,
  ours         boolean NOT NULL DEFAULT false,
  deleted_at   timestamptz,
  PRIMARY KEY (corp_id, tag_id),
  UNIQUE (corp_id, wecom_tag_id)
);
SELECT lingqu_protect('corp_tag');

CREATE TABLE relation_tag (
  corp_id     integer NOT NULL,
  customer_id integer NOT NULL,
  staff_id    integer NOT NULL,
  tag_id      integer NOT NULL,
  status      text NOT NULL,
  source      text NOT NULL,
  cause       text,
  granted_at  timestamptz NOT NULL,
  PRIMARY KEY (corp_id, customer_id, staff_id, tag_id)
);
CREATE INDEX relation_tag_by_tag ON relation_tag (corp_id, tag_id, customer_id);
SELECT lingqu_protect('relation_tag');

CREATE TABLE attribute (
  corp_id integer NOT NULL,
  key     text NOT NULL,
  label   text NOT NULL,
  type    text NOT NULL,
  PRIMARY KEY (corp_id, key)
);
SELECT lingqu_protect('attribute');

CREATE TABLE customer_attribute (
  corp_id     integer NOT NULL,
  customer_id integer NOT NULL,
  key         text NOT NULL,
  value       jsonb NOT NULL,
  set_at      timestamptz NOT NULL,
  PRIMARY KEY (corp_id, customer_id, key)
);
SELECT lingqu_protect('customer_attribute');

-- ───────────────────────── tasks, deliveries ─────────────────────────

CREATE TABLE task (
  corp_id     integer NOT NULL,
  task_id     bigint GENERATED ALWAYS AS IDENTITY,
  key         text NOT NULL,
  kind        text NOT NULL,
  staff_id    integer NOT NULL,
  state       text NOT NULL,
  broadcast_id integer,
  opened_at   timestamptz NOT NULL,
  closes_at   timestamptz NOT NULL,
  confirmed_at timestamptz,
  closed_at   timestamptz,
  reminders   integer NOT NULL DEFAULT 0,
  reminded_ats timestamptz[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (corp_id, task_id),
  UNIQUE (corp_id, key)
);
CREATE INDEX task_by_broadcast ON task (corp_id, broadcast_id, task_id);
SELECT lingqu_protect('task');

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
SELECT lingqu_protect('delivery');

-- One add_msg_template call: what must be known to settle a lost answer, and how far its polling is.
CREATE TABLE group_send (
  corp_id        integer NOT NULL,
  group_send_id  bigint GENERATED ALWAYS AS IDENTITY,
  key            text NOT NULL,
  broadcast_id   integer NOT NULL,
  staff_id       integer NOT NULL,
  task_id        bigint,
  state          text NOT NULL,
  reason         text,
  content        jsonb NOT NULL,
  fingerprint    bytea NOT NULL,
  known_msgids   text[] NOT NULL DEFAULT '{}',
  msgid          text,
  calls          smallint NOT NULL DEFAULT 0,
  called_at      timestamptz,
  handed_over_at timestamptz,
  closes_at      timestamptz NOT NULL,
  closing        text,
  stopped_at     timestamptz,
  confirmed_at   timestamptz,
  polled_at      timestamptz,
  closed_at      timestamptz,
  evidence       jsonb,
  PRIMARY KEY (corp_id, group_send_id),
  UNIQUE (corp_id, key)
);
CREATE UNIQUE INDEX group_send_in_flight ON group_send (corp_id, fingerprint) WHERE state = 'calling';
CREATE INDEX group_send_by_broadcast ON group_send (corp_id, broadcast_id, state);
CREATE INDEX group_send_by_task ON group_send (corp_id, task_id) WHERE task_id IS NOT NULL;
CREATE UNIQUE INDEX group_send_by_msgid ON group_send (corp_id, msgid) WHERE msgid IS NOT NULL;
SELECT lingqu_protect('group_send');

CREATE TABLE uploaded_media (
  corp_id     integer NOT NULL,
  blob_key    text NOT NULL,
  use         text NOT NULL,
  handle      text NOT NULL,
  uploaded_at timestamptz NOT NULL,
  expires_at  timestamptz,
  PRIMARY KEY (corp_id, blob_key, use)
);
SELECT lingqu_protect('uploaded_media');

-- ───────────────────────── acquisition, outreach ─────────────────────────

CREATE TABLE channel (
  corp_id            integer NOT NULL,
  channel_id         integer GENERATED BY DEFAULT AS IDENTITY,
  name               text NOT NULL,
  state              text NOT NULL,
  status             text NOT NULL,
  status_reason      text,
  cost_fen           bigint NOT NULL DEFAULT 0,
  skip_verify        boolean NOT NULL DEFAULT true,
  staff_ids          integer[] NOT NULL,
  department_ids     bigint[] NOT NULL DEFAULT '{}',
  fallback_staff_ids integer[] NOT NULL DEFAULT '{}',
  tag_ids            integer[] NOT NULL DEFAULT '{}',
  remark_template    text,
  welcome            jsonb NOT NULL,
  expires_at         timestamptz,
  config_id          text,
  qr_url             text,
  qr_link            text,
  asked_at           timestamptz,
  created_at         timestamptz NOT NULL,
  created_by         text,
  changed_at         timestamptz NOT NULL,
  archived_at        timestamptz,
  PRIMARY KEY (corp_id, channel_id),
  UNIQUE (corp_id, state)
);
SELECT lingqu_protect('channel');
GRANT USAGE ON SEQUENCE channel_channel_id_seq TO lingqu_app;

CREATE TABLE broadcast (
  corp_id        integer NOT NULL,
  broadcast_id   integer GENERATED ALWAYS AS IDENTITY,
  name           text NOT NULL,
  state          text NOT NULL,
  tag_ids        integer[] NOT NULL,
  tag_match      text NOT NULL,
  content        jsonb NOT NULL,
  created_at     timestamptz NOT NULL,
  created_by     text,
  planned_to     integer,
  planned_at     timestamptz,
  handed_over_at timestamptz,
  closes_at      timestamptz,
  finished_at    timestamptz,
  counts         jsonb,
  PRIMARY KEY (corp_id, broadcast_id)
);
SELECT lingqu_protect('broadcast');
