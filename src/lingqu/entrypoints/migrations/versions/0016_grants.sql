-- Grants: segments that give their members a tag or a stage.

CREATE TABLE segment_grant (
  corp_id          integer NOT NULL,
  grant_id         integer GENERATED ALWAYS AS IDENTITY,
  segment_id       integer NOT NULL,
  tag_id           integer,
  stage_id         integer,
  withdraw_on_left boolean NOT NULL,
  -- draft, on, off
  state            text NOT NULL,
  made_at          timestamptz NOT NULL,
  -- when it was last switched on or off: what happened before is not followed
  switched_at      timestamptz,
  -- the pass over everybody that is under way (`give`, `take`), up to where it came, and how many it has looked at
  pass             text,
  pass_after       integer NOT NULL DEFAULT -1,
  pass_done        integer NOT NULL DEFAULT 0,
  pass_total       integer NOT NULL DEFAULT 0,
  -- marks that were not given because a chain of grants had come back to this one, or was too long; the last of them
  cuts             integer NOT NULL DEFAULT 0,
  cut_at           timestamptz,
  cut_chain        integer[],
  PRIMARY KEY (corp_id, grant_id),
  CHECK ((tag_id IS NULL) <> (stage_id IS NULL))
);
CREATE UNIQUE INDEX segment_grant_tag ON segment_grant (corp_id, segment_id, tag_id) WHERE tag_id IS NOT NULL;
CREATE UNIQUE INDEX segment_grant_stage ON segment_grant (corp_id, segment_id, stage_id) WHERE stage_id IS NOT NULL;
SELECT lingqu_protect('segment_grant');

-- Marks that WeCom has not answered; of grants there may be many more than of people.
CREATE INDEX relation_tag_waiting ON relation_tag (corp_id, granted_at) WHERE status IN ('pending', 'withdrawing');
