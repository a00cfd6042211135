-- Commerce: orders with their lines and buyers; imports of files, their rows while they wait, templates.

CREATE TABLE customer_order (
  corp_id       integer NOT NULL,
  order_id      bigint GENERATED ALWAYS AS IDENTITY,
  source        text NOT NULL,
  order_no      text NOT NULL,
  -- NULL while nobody is known to have placed it
  customer_id   integer,
  status        text NOT NULL,
  placed_at     timestamptz NOT NULL,
  paid_at       timestamptz,
  amount_fen    bigint NOT NULL,
  refunded_fen  bigint NOT NULL DEFAULT 0,
  refunded_at   timestamptz,
  department_id bigint,
  staff_id      integer,
  items         integer NOT NULL,
  categories    text[] NOT NULL DEFAULT '{}',
  -- tells whether lines changed without reading them
  lines_digest  bytea NOT NULL,
  told_at       timestamptz NOT NULL,
  PRIMARY KEY (corp_id, order_id),
  UNIQUE (corp_id, source, order_no)
);
CREATE INDEX customer_order_by_customer ON customer_order (corp_id, customer_id, placed_at DESC, order_id DESC)
  WHERE customer_id IS NOT NULL;
CREATE INDEX customer_order_unmatched ON customer_order (corp_id, order_id) WHERE customer_id IS NULL;
SELECT lingqu_protect('customer_order');

CREATE TABLE order_line (
  corp_id    integer NOT NULL,
  order_id   bigint NOT NULL,
  number     smallint NOT NULL,
  sku        text,
  name       text,
  category   text,
  quantity   numeric(12, 3) NOT NULL,
  amount_fen bigint,
  PRIMARY KEY (corp_id, order_id, number)
);
SELECT lingqu_protect('order_line');

-- Who bought, as the source says: a phone is sealed, and found by its blind index; the rest is found by itself.
CREATE TABLE order_buyer (
  corp_id     integer NOT NULL,
  order_id    bigint NOT NULL,
  kind        text NOT NULL,
  value_index bytea NOT NULL,
  value       text,
  sealed      bytea,
  PRIMARY KEY (corp_id, order_id, kind, value_index)
);
CREATE INDEX order_buyer_by_value ON order_buyer (corp_id, kind, value_index);
SELECT lingqu_protect('order_buyer');

CREATE TABLE import_file (
  corp_id     integer NOT NULL,
  import_id   integer GENERATED ALWAYS AS IDENTITY,
  kind        text NOT NULL,
  state       text NOT NULL,
  name        text NOT NULL,
  size_bytes  bigint NOT NULL,
  blob_key    text,
  -- counts mappings: rows of an older one are swept
  version     integer NOT NULL DEFAULT 1,
  layout      jsonb,
  column_map  jsonb,
  -- the first rows, sealed: they hold names and phones
  sample      bytea,
  expected    integer,
  -- the last row that was looked at
  row_cursor  integer NOT NULL DEFAULT 0,
  rows_read   integer NOT NULL DEFAULT 0,
  refused     integer NOT NULL DEFAULT 0,
  published   integer NOT NULL DEFAULT 0,
  created     integer NOT NULL DEFAULT 0,
  changed     integer NOT NULL DEFAULT 0,
  unchanged   integer NOT NULL DEFAULT 0,
  report      jsonb NOT NULL DEFAULT '{}',
  error_code  text,
  error       jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL,
  created_by  text NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (corp_id, import_id)
);
SELECT lingqu_protect('import_file');

-- Rows between reading and publishing. What a row says is sealed whole; those that are published leave.
CREATE TABLE import_row (
  corp_id   integer NOT NULL,
  import_id integer NOT NULL,
  version   integer NOT NULL,
  number    integer NOT NULL,
  key       text NOT NULL,
  record    bytea NOT NULL,
  problems  jsonb,
  PRIMARY KEY (corp_id, import_id, version, number)
);
CREATE INDEX import_row_by_key ON import_row (corp_id, import_id, version, key, number);
CREATE INDEX import_row_refused ON import_row (corp_id, import_id, version, number) WHERE problems IS NOT NULL;
SELECT lingqu_protect('import_row');

CREATE TABLE import_template (
  corp_id     integer NOT NULL,
  template_id integer GENERATED ALWAYS AS IDENTITY,
  kind        text NOT NULL,
  source      text NOT NULL,
  name        text NOT NULL,
  fields      jsonb NOT NULL,
  statuses    jsonb NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (corp_id, template_id),
  UNIQUE (corp_id, kind, name)
);
SELECT lingqu_protect('import_template');
