-- When something was last signed with the present key and with the former one: a corp sees when the former can go.
ALTER TABLE event_key ADD COLUMN used_at timestamptz, ADD COLUMN former_made_at timestamptz,
  ADD COLUMN former_used_at timestamptz;
