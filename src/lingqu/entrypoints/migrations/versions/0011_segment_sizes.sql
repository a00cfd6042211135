-- How many are members, as of the last look; nothing while the members are being found for the first time.
ALTER TABLE segment ADD COLUMN size integer, ADD COLUMN sized_at timestamptz, ADD COLUMN changed_at timestamptz;
-- The version whose members the segment's set holds.
ALTER TABLE segment ADD COLUMN built_version integer;
-- Whom an edit let in and put out: no fact tells of each, for an edit triggers nothing.
ALTER TABLE segment_version ADD COLUMN entered bytea, ADD COLUMN withdrawn bytea, ADD COLUMN built_at timestamptz;
GRANT UPDATE (entered, withdrawn, built_at) ON segment_version TO lingqu_app;
