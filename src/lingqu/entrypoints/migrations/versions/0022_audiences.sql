-- An audience is some tags or one segment.
ALTER TABLE broadcast ALTER COLUMN tag_ids DROP NOT NULL, ALTER COLUMN tag_match DROP NOT NULL,
  ADD COLUMN segment_id integer,
  -- who the segment's members were when the broadcast was sent, as a Roaring bitmap, until all have their verdicts
  ADD COLUMN members bytea,
  ADD CHECK ((segment_id IS NULL) <> (tag_ids IS NULL)), ADD CHECK ((tag_ids IS NULL) = (tag_match IS NULL));
CREATE INDEX broadcast_by_segment ON broadcast (corp_id, segment_id) WHERE segment_id IS NOT NULL AND state = 'draft';
