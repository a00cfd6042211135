-- How many tasks each member was given on a day.
CREATE INDEX task_by_opened ON task (corp_id, opened_at, staff_id);
