-- Consent: what people said may be sent to them. Rows are proof: they are never changed, and hold no name, no text.
CREATE TABLE consent_statement (
  corp_id      integer NOT NULL,
  statement_id bigint GENERATED ALWAYS AS IDENTITY,
  -- the caller's; one key states once
  key          text NOT NULL,
  -- as written: a merge moves nothing here
  customer_id  integer NOT NULL,
  -- service, marketing
  purpose      text NOT NULL,
  -- broadcast, moment, groupchat, or any: all of them
  channel      text NOT NULL,
  withdrawn    boolean NOT NULL,
  source       text NOT NULL,
  -- `customer`, or who wrote it down for them
  said_by      text NOT NULL,
  occurred_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (corp_id, statement_id),
  UNIQUE (corp_id, key)
);
CREATE INDEX consent_statement_by_customer ON consent_statement (corp_id, customer_id, occurred_at, statement_id);
SELECT lingqu_protect('consent_statement');
REVOKE UPDATE, DELETE ON consent_statement FROM lingqu_app;

-- What was noted beside a statement may be personal: sealed, and apart, so that it can go while the proof stays.
CREATE TABLE consent_evidence (
  corp_id      integer NOT NULL,
  statement_id bigint NOT NULL,
  sealed       bytea NOT NULL,
  PRIMARY KEY (corp_id, statement_id)
);
SELECT lingqu_protect('consent_evidence');

-- The statement that stands, of each customer as written; what a person said is the latest of all who are one.
CREATE TABLE consent_state (
  corp_id      integer NOT NULL,
  customer_id  integer NOT NULL,
  purpose      text NOT NULL,
  channel      text NOT NULL,
  withdrawn    boolean NOT NULL,
  source       text NOT NULL,
  occurred_at  timestamptz NOT NULL,
  statement_id bigint NOT NULL,
  PRIMARY KEY (corp_id, customer_id, purpose, channel)
);
SELECT lingqu_protect('consent_state');

-- Whether silence means yes; a purpose that has no row here may be sent to who said nothing.
CREATE TABLE consent_policy (
  corp_id        integer NOT NULL,
  purpose        text NOT NULL,
  silence_allows boolean NOT NULL,
  since          timestamptz NOT NULL,
  PRIMARY KEY (corp_id, purpose)
);
SELECT lingqu_protect('consent_policy');

-- Customers whom the corp itself leaves in peace, whatever they said.
CREATE TABLE suppression (
  corp_id        integer NOT NULL,
  suppression_id bigint GENERATED ALWAYS AS IDENTITY,
  customer_id    integer NOT NULL,
  -- null: whatever the purpose
  purpose        text,
  reason         text NOT NULL,
  note           bytea,
  began_at       timestamptz NOT NULL,
  -- null: until it is lifted
  ends_at        timestamptz,
  made_by        text NOT NULL,
  lifted_at      timestamptz,
  lifted_by      text,
  PRIMARY KEY (corp_id, suppression_id)
);
CREATE INDEX suppression_by_customer ON suppression (corp_id, customer_id) WHERE lifted_at IS NULL;
SELECT lingqu_protect('suppression');
