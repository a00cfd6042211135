-- OneID: what customers are known by, and which of them are one.

-- A visitor has no external_userid: nobody follows them yet.
ALTER TABLE customer ALTER COLUMN external_userid DROP NOT NULL;
ALTER TABLE customer
  -- whom the customer is one with; always the last of the chain. Rows of state keep the number they were written under,
  -- and `live_relations` and `last_added_at` of whoever stands for others count the others' relations too.
  ADD COLUMN merged_into integer,
  -- since when the customer belongs without a relation: as a member, or in a group
  ADD COLUMN belongs_at timestamptz,
  -- nobody yet: outside every segment's universe
  ADD COLUMN is_visitor boolean NOT NULL GENERATED ALWAYS AS (last_added_at IS NULL AND belongs_at IS NULL) STORED;
CREATE INDEX customer_merged ON customer (corp_id, merged_into, customer_id) WHERE merged_into IS NOT NULL;

CREATE TABLE identity (
  corp_id        integer NOT NULL,
  identity_id    bigint GENERATED ALWAYS AS IDENTITY,
  kind           text NOT NULL,
  -- of a phone its blind index in hexadecimal digits, and the phone itself sealed
  value          text NOT NULL,
  sealed         bytea,
  last4_index    bytea,
  -- whom it points to, as written; nobody while in quarantine
  customer_id    integer,
  -- when that customer showed it, for kinds that point to whoever showed them last
  pointed_at     timestamptz,
  quarantined_at timestamptz,
  -- how many customers a person let it join
  released_for   integer NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, identity_id),
  UNIQUE (corp_id, kind, value)
);
CREATE INDEX identity_last4 ON identity (corp_id, last4_index) WHERE last4_index IS NOT NULL;
CREATE INDEX identity_quarantined ON identity (corp_id, quarantined_at DESC, identity_id DESC)
  WHERE quarantined_at IS NOT NULL;
SELECT lingqu_protect('identity');

-- A customer was seen with an identity. Claims unite customers in the order of their numbers.
CREATE TABLE identity_claim (
  corp_id       integer NOT NULL,
  claim_id      bigint GENERATED ALWAYS AS IDENTITY,
  identity_id   bigint NOT NULL,
  customer_id   integer NOT NULL,
  source        text NOT NULL,
  first_seen_at timestamptz NOT NULL,
  seen_at       timestamptz NOT NULL,
  -- an unmerge said that it is not this customer's
  cut_at        timestamptz,
  PRIMARY KEY (corp_id, claim_id),
  UNIQUE (corp_id, identity_id, customer_id)
);
CREATE INDEX identity_claim_by_customer ON identity_claim (corp_id, customer_id);
SELECT lingqu_protect('identity_claim');

CREATE TABLE customer_merge (
  corp_id     integer NOT NULL,
  merge_id    bigint GENERATED ALWAYS AS IDENTITY,
  -- the customer merged away, and into whom; that one may have been merged away itself later
  customer_id integer NOT NULL,
  into_id     integer NOT NULL,
  identity_id bigint NOT NULL,
  claim_id    bigint NOT NULL,
  merged_at   timestamptz NOT NULL,
  ended_at    timestamptz,
  -- an account, `quarantine`, or `evidence` where other identities explain it now
  ended_by    text,
  PRIMARY KEY (corp_id, merge_id)
);
CREATE UNIQUE INDEX customer_merge_standing ON customer_merge (corp_id, customer_id) WHERE ended_at IS NULL;
CREATE INDEX customer_merge_by_customer ON customer_merge (corp_id, customer_id, merge_id);
CREATE INDEX customer_merge_by_into ON customer_merge (corp_id, into_id, merge_id);
SELECT lingqu_protect('customer_merge');
