-- An edit triggers nothing, unless its author asks for it with the version.
ALTER TABLE segment_version ADD COLUMN fires boolean NOT NULL DEFAULT false;

-- Of a build that triggers: of how many it was told that they entered or left (null: it triggers nothing), up to which
-- customer everybody's turn has come, who was told of before their turn, and when the last one was.
ALTER TABLE segment_build ADD COLUMN told integer, ADD COLUMN told_after bigint NOT NULL DEFAULT -1,
  ADD COLUMN told_early bytea, ADD COLUMN told_at timestamptz;
CREATE INDEX segment_build_untold ON segment_build (corp_id, segment_id) WHERE told IS NOT NULL AND told_at IS NULL;
GRANT UPDATE (told, told_after, told_early, told_at) ON segment_build TO lingqu_app;

-- Why everybody has not been asked a leaf yet: the code of what history answered.
ALTER TABLE leaf ADD COLUMN held_up text;
