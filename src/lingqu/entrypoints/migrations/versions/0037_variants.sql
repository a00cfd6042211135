-- What was `content` becomes the only variant, A; the column goes one release later.
ALTER TABLE broadcast
  -- by key: {"A": {"permille": 1000, "content": {…}}}
  ADD COLUMN variants jsonb,
  ALTER COLUMN content DROP NOT NULL,
  -- of one that is over: deliveries by variant and state
  ADD COLUMN variant_counts jsonb;
ALTER TABLE broadcast NO FORCE ROW LEVEL SECURITY;
UPDATE broadcast SET variants = jsonb_build_object('A', jsonb_build_object('permille', 1000, 'content', content));
ALTER TABLE broadcast FORCE ROW LEVEL SECURITY;
ALTER TABLE broadcast ALTER COLUMN variants SET NOT NULL;

-- Which content of its broadcast a message carries; NULL where nobody was drawn, and where there is no broadcast.
ALTER TABLE delivery ADD COLUMN variant text;
ALTER TABLE delivery NO FORCE ROW LEVEL SECURITY;
UPDATE delivery SET variant = 'A' WHERE broadcast_id IS NOT NULL;
ALTER TABLE delivery FORCE ROW LEVEL SECURITY;
DROP INDEX delivery_to_claim;
CREATE INDEX delivery_to_claim ON delivery (corp_id, broadcast_id, staff_id, variant, delivery_id)
  WHERE state = 'planned';

ALTER TABLE group_send ADD COLUMN variant text NOT NULL DEFAULT 'A';

-- Which variant of a set (its letters) a person has in a programme, decided once.
CREATE TABLE exposure_variant (
  corp_id      integer NOT NULL,
  programme_id integer NOT NULL,
  customer_id  integer NOT NULL,
  variants     text NOT NULL,
  variant      text NOT NULL,
  decided_at   timestamptz NOT NULL,
  PRIMARY KEY (corp_id, programme_id, customer_id, variants)
);
SELECT lingqu_protect('exposure_variant');

-- How many tasks a broadcast may ask of the member: one for each content.
ALTER TABLE member_slot ADD COLUMN tasks smallint NOT NULL DEFAULT 1;
