-- Whom each build of a segment's members let in and put out: no fact tells of each, for an edit triggers nothing.
-- `build` is named by the fact that tells of it (segment.redefined).
CREATE TABLE segment_build (
  corp_id    integer NOT NULL,
  segment_id integer NOT NULL,
  build      integer NOT NULL,
  version    integer NOT NULL,
  built_at   timestamptz NOT NULL,
  entered    bytea NOT NULL,
  withdrawn  bytea NOT NULL,
  PRIMARY KEY (corp_id, segment_id, build)
);

-- Of a version that was built several times, the last build was kept; facts of that time name the version alone.
ALTER TABLE segment_version NO FORCE ROW LEVEL SECURITY;
INSERT INTO segment_build (corp_id, segment_id, build, version, built_at, entered, withdrawn)
SELECT corp_id, segment_id, version, version, built_at, entered, withdrawn FROM segment_version
WHERE built_at IS NOT NULL;
ALTER TABLE segment_version FORCE ROW LEVEL SECURITY;
SELECT lingqu_protect('segment_build');
REVOKE UPDATE, DELETE ON segment_build FROM lingqu_app;
-- The columns entered and withdrawn of segment_version are read by nobody any more; they go a release later.
