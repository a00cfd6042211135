-- Segments: definitions with versions, and sets of customers as roaring bitmaps over ordinals.

CREATE TABLE segment (
  corp_id     integer NOT NULL,
  segment_id  integer GENERATED ALWAYS AS IDENTITY,
  name        text NOT NULL,
  version     integer NOT NULL,
  created_at  timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (corp_id, segment_id)
);
CREATE UNIQUE INDEX segment_by_name ON segment (corp_id, name) WHERE archived_at IS NULL;
SELECT lingqu_protect('segment');

-- What a segment meant, and from when: never changed.
CREATE TABLE segment_version (
  corp_id    integer NOT NULL,
  segment_id integer NOT NULL,
  version    integer NOT NULL,
  definition jsonb NOT NULL,
  actor      text NOT NULL,
  made_at    timestamptz NOT NULL,
  PRIMARY KEY (corp_id, segment_id, version)
);
SELECT lingqu_protect('segment_version');
REVOKE UPDATE, DELETE ON segment_version FROM lingqu_app;

-- A set of customers: a leaf (key `leaf:<hash>`) or a segment's members (`segment:<id>`).
-- It is its blocks, which hold everything up to `folded`, and the deltas after that, up to `version`.
CREATE TABLE bitmap_set (
  corp_id integer NOT NULL,
  set_id  integer GENERATED ALWAYS AS IDENTITY,
  key     text NOT NULL,
  version bigint NOT NULL DEFAULT 0,
  folded  bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (corp_id, set_id),
  UNIQUE (corp_id, key)
);
SELECT lingqu_protect('bitmap_set');

-- 2^16 ordinals each. Roaring is dense already: compressing it again only costs.
CREATE TABLE bitmap_block (
  corp_id integer NOT NULL,
  set_id  integer NOT NULL,
  block   integer NOT NULL,
  bits    bytea NOT NULL,
  PRIMARY KEY (corp_id, set_id, block)
);
ALTER TABLE bitmap_block ALTER bits SET STORAGE EXTERNAL;
SELECT lingqu_protect('bitmap_block');

CREATE TABLE bitmap_delta (
  corp_id integer NOT NULL,
  set_id  integer NOT NULL,
  version bigint NOT NULL,
  added   bytea NOT NULL,
  removed bytea NOT NULL,
  PRIMARY KEY (corp_id, set_id, version)
);
ALTER TABLE bitmap_delta ALTER added SET STORAGE EXTERNAL, ALTER removed SET STORAGE EXTERNAL;
SELECT lingqu_protect('bitmap_delta');

-- A canonical leaf that some segment reads. Its set is not whole before `built_at`.
CREATE TABLE leaf (
  corp_id  integer NOT NULL,
  key      text NOT NULL,
  leaf     jsonb NOT NULL,
  set_id   integer NOT NULL,
  built_at timestamptz,
  PRIMARY KEY (corp_id, key)
);
SELECT lingqu_protect('leaf');

-- Customers whose answer may change by time alone, by the beginning of a span in which it may.
CREATE TABLE leaf_timer (
  corp_id   integer NOT NULL,
  set_id    integer NOT NULL,
  due       timestamptz NOT NULL,
  id        bigint GENERATED ALWAYS AS IDENTITY,
  customers bytea NOT NULL,
  PRIMARY KEY (corp_id, due, set_id, id)
);
SELECT lingqu_protect('leaf_timer');
