-- Tags' owners (sets with the key `tag:<id>`) and attributes' values, of everybody and whether a segment asks or not, so
-- that a definition never seen before is counted at once. They are whole since `built_at`.
CREATE TABLE columns_state (
  corp_id  integer PRIMARY KEY,
  built_at timestamptz NOT NULL
);
SELECT lingqu_protect('columns_state');

-- One attribute: blocks of 2^16 ordinals, which hold everything up to `folded`, and the deltas after that.
-- What has too many different values is not kept as a column: PostgreSQL is asked.
CREATE TABLE value_column (
  corp_id   integer NOT NULL,
  column_id integer GENERATED ALWAYS AS IDENTITY,
  key       text NOT NULL,
  is_kept   boolean NOT NULL DEFAULT true,
  version   bigint NOT NULL DEFAULT 0,
  folded    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, column_id),
  UNIQUE (corp_id, key)
);
SELECT lingqu_protect('value_column');

-- The different values of an attribute that is not a number; a column holds their codes.
CREATE TABLE value_word (
  corp_id   integer NOT NULL,
  column_id integer NOT NULL,
  code      integer NOT NULL,
  word      jsonb NOT NULL,
  PRIMARY KEY (corp_id, column_id, code)
);
SELECT lingqu_protect('value_word');

-- 2^16 little-endian values: float64 (NaN for none) of numbers, else int32 codes (-1 for none).
CREATE TABLE value_block (
  corp_id   integer NOT NULL,
  column_id integer NOT NULL,
  block     integer NOT NULL,
  content   bytea NOT NULL,
  PRIMARY KEY (corp_id, column_id, block)
);
ALTER TABLE value_block ALTER content SET STORAGE EXTERNAL;
SELECT lingqu_protect('value_block');

-- Customers (uint32) and, beside each, the value from this version on.
CREATE TABLE value_delta (
  corp_id   integer NOT NULL,
  column_id integer NOT NULL,
  version   bigint NOT NULL,
  customers bytea NOT NULL,
  content   bytea NOT NULL,
  PRIMARY KEY (corp_id, column_id, version)
);
ALTER TABLE value_delta ALTER customers SET STORAGE EXTERNAL, ALTER content SET STORAGE EXTERNAL;
SELECT lingqu_protect('value_delta');
