-- Everybody has been asked, and the answers lie in the leaf's set, but facts after this place are not in them yet:
-- the leaf's reader asks again whom they name, and the set is whole then (`built_at`).
ALTER TABLE leaf ADD COLUMN asked_era integer, ADD COLUMN asked_xid xid8, ADD COLUMN asked_id bigint;
