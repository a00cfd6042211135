-- Another number whenever it changes or moves: whoever changes or approves it says which one they have seen.
ALTER TABLE broadcast ADD COLUMN version integer NOT NULL DEFAULT 1;
-- Texts find broadcasts by their names.
CREATE INDEX broadcast_by_name ON broadcast (corp_id, name);
