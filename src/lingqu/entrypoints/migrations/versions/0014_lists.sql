-- Lists: files of identities that somebody uploaded, as sets of customers (bitmap_set key `list:<id>`).

CREATE TABLE customer_list (
  corp_id     integer NOT NULL,
  list_id     integer GENERATED ALWAYS AS IDENTITY,
  name        text NOT NULL,
  -- whose entries count; 0 while the first file is being taken in
  version     integer NOT NULL DEFAULT 0,
  size        integer NOT NULL DEFAULT 0,
  created_at  timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (corp_id, list_id)
);
CREATE UNIQUE INDEX customer_list_by_name ON customer_list (corp_id, name) WHERE archived_at IS NULL;
SELECT lingqu_protect('customer_list');

CREATE TABLE customer_list_version (
  corp_id    integer NOT NULL,
  list_id    integer NOT NULL,
  version    integer NOT NULL,
  import_id  integer NOT NULL,
  file_name  text NOT NULL,
  rows_read  integer NOT NULL,
  refused    integer NOT NULL,
  duplicates integer NOT NULL,
  entries    integer NOT NULL DEFAULT 0,
  matched    integer NOT NULL DEFAULT 0,
  ambiguous  integer NOT NULL DEFAULT 0,
  actor      text NOT NULL,
  made_at    timestamptz NOT NULL,
  filled_at  timestamptz,
  matched_at timestamptz,
  PRIMARY KEY (corp_id, list_id, version)
);
SELECT lingqu_protect('customer_list_version');

-- One row of a file: by what it names somebody, sealed, and whom it was found to name.
CREATE TABLE customer_list_entry (
  corp_id     integer NOT NULL,
  list_id     integer NOT NULL,
  version     integer NOT NULL,
  number      integer NOT NULL,
  customer_id integer,
  ambiguous   boolean NOT NULL,
  identities  bytea NOT NULL,
  PRIMARY KEY (corp_id, list_id, version, number)
);
CREATE INDEX customer_list_entry_by_customer ON customer_list_entry (corp_id, customer_id)
  WHERE customer_id IS NOT NULL;
SELECT lingqu_protect('customer_list_entry');
