-- What is asked of many members at once; each of them gets a task of it.
CREATE TABLE work_order (
  corp_id       integer NOT NULL,
  work_order_id integer GENERATED ALWAYS AS IDENTITY,
  key           text NOT NULL,
  kind          text NOT NULL,
  title         text NOT NULL,
  todo          text NOT NULL,
  phrases       text[] NOT NULL,
  proof         text NOT NULL,
  proof_tag_id  integer,
  -- whom to open tasks for; null where tasks are opened one by one
  audience      jsonb,
  -- who the members of the segment were when the order was made, as a Roaring bitmap, until all have their tasks
  members       bytea,
  -- the last member of staff who was looked at while tasks are opened
  opened_to     integer,
  closes_at     timestamptz NOT NULL,
  created_at    timestamptz NOT NULL,
  created_by    text,
  opened_at     timestamptz,
  cancelled_at  timestamptz,
  PRIMARY KEY (corp_id, work_order_id),
  UNIQUE (corp_id, key),
  CHECK ((proof = 'tag') = (proof_tag_id IS NOT NULL))
);
SELECT lingqu_protect('work_order');

ALTER TABLE task
  ADD COLUMN work_order_id integer,
  -- the member's own signal: they opened the page that shows it, or pressed a button of its card
  ADD COLUMN seen_at timestamptz,
  -- when the newest card that names it was made
  ADD COLUMN carded_at timestamptz,
  -- somebody asked for a reminder since then
  ADD COLUMN reminder_asked_at timestamptz,
  -- why it was closed without being done: the member's own reason
  ADD COLUMN declined text,
  ADD COLUMN note text;
CREATE INDEX task_by_work_order ON task (corp_id, work_order_id, task_id) WHERE work_order_id IS NOT NULL;
CREATE INDEX task_of_staff ON task (corp_id, staff_id, task_id);
CREATE INDEX task_open_of_staff ON task (corp_id, staff_id, closes_at) WHERE state = 'open';
CREATE INDEX task_by_state ON task (corp_id, state, closes_at, task_id);
CREATE INDEX task_by_deadline ON task (corp_id, closes_at, task_id);
CREATE INDEX task_by_closed ON task (corp_id, closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE task_customer (
  corp_id     integer NOT NULL,
  task_id     bigint NOT NULL,
  customer_id integer NOT NULL,
  place       smallint NOT NULL,
  done_at     timestamptz,
  PRIMARY KEY (corp_id, task_id, customer_id)
);
CREATE INDEX task_by_customer ON task_customer (corp_id, customer_id, task_id);
SELECT lingqu_protect('task_customer');

-- One call of message/send: a card that tells one member of some tasks. Written before the call leaves.
CREATE TABLE task_card (
  corp_id          integer NOT NULL,
  card_id          bigint GENERATED ALWAYS AS IDENTITY,
  wecom_task_id    text NOT NULL,
  staff_id         integer NOT NULL,
  task_ids         bigint[] NOT NULL,
  reminds          boolean NOT NULL,
  state            text NOT NULL,
  reason           text,
  made_at          timestamptz NOT NULL,
  sent_at          timestamptz,
  msgid            text,
  -- the right to change the card once, within 72 h
  response_code    text,
  response_code_at timestamptz,
  signalled_at     timestamptz,
  closed_at        timestamptz,
  PRIMARY KEY (corp_id, card_id),
  UNIQUE (corp_id, wecom_task_id)
);
CREATE INDEX task_card_of_staff ON task_card (corp_id, staff_id, card_id);
SELECT lingqu_protect('task_card');

-- Members who opened a page of ours inside WeCom. The token begins with the corp's number, so that it is looked up there.
CREATE TABLE member_session (
  corp_id    integer NOT NULL,
  token_hash bytea NOT NULL,
  staff_id   integer NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, token_hash)
);
CREATE INDEX member_session_expiry ON member_session (corp_id, expires_at);
SELECT lingqu_protect('member_session');
