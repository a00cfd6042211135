-- Deliveries of the whole corp are looked through by when they were planned and by reason, broadcasts by programme.
CREATE INDEX delivery_by_planned ON delivery (corp_id, planned_at DESC, delivery_id DESC);
CREATE INDEX delivery_by_reason ON delivery (corp_id, reason, planned_at DESC, delivery_id DESC)
  WHERE reason IS NOT NULL;
-- why a broadcast left whom out, counted without a look at the rows
CREATE INDEX delivery_skipped ON delivery (corp_id, broadcast_id, reason) WHERE state = 'skipped';
-- the calendar: broadcasts by when they leave or left, work orders by their deadline
CREATE INDEX broadcast_by_hour ON broadcast (corp_id, (coalesce(scheduled_at, planned_at, created_at)))
  WHERE state NOT IN ('draft', 'cancelled');
CREATE INDEX work_order_by_deadline ON work_order (corp_id, closes_at) WHERE cancelled_at IS NULL;
