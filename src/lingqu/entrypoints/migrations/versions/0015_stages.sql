-- Stages: how far a customer has come, in an order of the corp's own.

-- A corp that wrote no order of its own has the usual one, which is no row. Numbers are the corp's, never reused.
CREATE TABLE stage (
  corp_id    integer NOT NULL,
  stage_id   integer NOT NULL,
  name       text NOT NULL,
  position   integer NOT NULL,
  -- gone from the order; what was once said keeps its words
  retired_at timestamptz,
  PRIMARY KEY (corp_id, stage_id)
);
SELECT lingqu_protect('stage');

-- Where a customer stands, and since when. Of several customers who are one person the latest move counts; the moves
-- before are facts.
CREATE TABLE customer_stage (
  corp_id     integer NOT NULL,
  customer_id integer NOT NULL,
  stage_id    integer NOT NULL,
  since       timestamptz NOT NULL,
  source      text NOT NULL,
  PRIMARY KEY (corp_id, customer_id)
);
CREATE INDEX customer_stage_by_stage ON customer_stage (corp_id, stage_id, customer_id);
SELECT lingqu_protect('customer_stage');
