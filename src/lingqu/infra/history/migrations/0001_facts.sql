-- Which copies were begun here: PostgreSQL asks, and begins anew where its own is not among them.
CREATE TABLE IF NOT EXISTS generation (corp_id UInt32, generation UInt32, begun_at DateTime64(6, 'UTC'))
ENGINE = MergeTree ORDER BY (corp_id, generation);

-- Facts of all corps, side by side. A corp's facts may lie here in two generations while it is copied anew; which one
-- is read stands in PostgreSQL (history_generation). `data` arrives as text, so that our own settings decide its types.
CREATE TABLE IF NOT EXISTS fact (
  corp_id     UInt32,
  generation  UInt32,
  era         UInt32,
  xid         UInt64,
  id          UInt64,
  recorded_at DateTime64(6, 'UTC'),
  occurred_at DateTime64(6, 'UTC'),
  kind        LowCardinality(String),
  customer_id Nullable(UInt32),
  staff_id    Nullable(UInt32),
  data        JSON(max_dynamic_paths = 512) DEFAULT if(text = '', '{}', text)::JSON(max_dynamic_paths = 512),
  text        String EPHEMERAL '{}',
  INDEX by_position xid TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(occurred_at)
ORDER BY (corp_id, generation, kind, customer_id, occurred_at)
SETTINGS allow_nullable_key = 1, non_replicated_deduplication_window = 10000, fsync_after_insert = 1,
         fsync_part_directory = 1;

-- Who was merged into whom, as the newest fact about them says. Facts keep the customer under whom they were recorded.
CREATE VIEW IF NOT EXISTS merged AS
SELECT corp_id, generation, assumeNotNull(customer_id) AS customer_id,
       toUInt32(assumeNotNull(argMax(into, (era, xid, id)))) AS into_customer_id
FROM (
  SELECT corp_id, generation, customer_id, era, xid, id,
         if(kind = 'customer.merged', data.into::Nullable(UInt32), NULL) AS into
  FROM fact WHERE kind IN ('customer.merged', 'customer.unmerged') AND customer_id IS NOT NULL
)
GROUP BY corp_id, generation, customer_id
HAVING isNotNull(argMax(tuple(into), (era, xid, id)).1);
