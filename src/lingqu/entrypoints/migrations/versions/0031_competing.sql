-- At most so many messages of a programme to one person in a calendar period; both null where it has no such bound.
ALTER TABLE programme ADD COLUMN cadence_most integer, ADD COLUMN cadence_period text;

-- How many tasks a member may be given a day; null is as many as there are.
ALTER TABLE outreach_rules ADD COLUMN tasks_per_day integer;

-- What was found when the broadcast was weighed against those to come: for whom it gives way, and whose member has the
-- day full with them. Roaring bitmaps of customers; forgotten like its members once all have their verdicts.
ALTER TABLE broadcast ADD COLUMN weighed_at timestamptz, ADD COLUMN outranked bytea, ADD COLUMN overworked bytea;

-- A task of a broadcast that a member is given on a day of the corp; reserved when its first customer gets a verdict.
CREATE TABLE member_slot (
  corp_id      integer NOT NULL,
  day          date NOT NULL,
  staff_id     integer NOT NULL,
  broadcast_id integer NOT NULL,
  PRIMARY KEY (corp_id, day, staff_id, broadcast_id)
);
SELECT lingqu_protect('member_slot');
