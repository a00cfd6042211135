-- A sweep's budget of calls: what each run has spent, in how many nights, and until when it waits for the next one.

ALTER TABLE sync_run
  ADD COLUMN calls         bigint NOT NULL DEFAULT 0,
  ADD COLUMN calls_tonight bigint NOT NULL DEFAULT 0,
  ADD COLUMN nights        integer NOT NULL DEFAULT 1,
  ADD COLUMN paused_until  timestamptz;
