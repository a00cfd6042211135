-- Who is taken out of messages that were planned for them; group sends made anew without them.
ALTER TABLE delivery
  -- why the customer is not to have it any more, said while it was on its way; whoever had it already keeps this beside
  ADD COLUMN taken_out text;
CREATE INDEX delivery_taken_out ON delivery (corp_id, broadcast_id, delivery_id) WHERE taken_out IS NOT NULL;

ALTER TABLE group_send
  -- what it is for, as consent knows it: asked once more when recipients are given to the call
  ADD COLUMN purpose text NOT NULL DEFAULT 'marketing',
  -- 0: the first; each later one asks the same member for those whom the one before it was taken back from
  ADD COLUMN generation smallint NOT NULL DEFAULT 0;

ALTER TABLE task
  -- why it was taken back where nobody did it
  ADD COLUMN cancel_reason text;
