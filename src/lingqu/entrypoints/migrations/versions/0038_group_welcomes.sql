-- The table of 0028 was not written to yet: there are no rows to look at.
ALTER TABLE group_welcome ADD CONSTRAINT group_welcome_state CHECK (state IN (
  'waiting', 'making', 'live', 'unknown', 'refused', 'gone', 'removing', 'removed'));
