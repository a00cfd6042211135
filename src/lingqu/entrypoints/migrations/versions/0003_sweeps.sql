-- Sweeps: every run of the sync, and what those after the first found to differ from WeCom and repaired.

CREATE TABLE sync_run (
  corp_id     integer NOT NULL,
  run_id      integer GENERATED ALWAYS AS IDENTITY,
  is_sweep    boolean NOT NULL,
  started_at  timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (corp_id, run_id)
);
SELECT lingqu_protect('sync_run');

CREATE TABLE sync_drift (
  corp_id  integer NOT NULL,
  run_id   integer NOT NULL,
  kind     text NOT NULL,
  compared bigint NOT NULL,
  found    bigint NOT NULL,
  repaired bigint NOT NULL,
  PRIMARY KEY (corp_id, run_id, kind)
);
SELECT lingqu_protect('sync_drift');
