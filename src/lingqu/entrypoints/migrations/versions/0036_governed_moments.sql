ALTER TABLE moment
  ADD COLUMN programme_id integer,
  -- only those whom the governor allows are marked and see it; otherwise whoever WeCom finds by sender and tag
  ADD COLUMN governed boolean NOT NULL DEFAULT false,
  ADD COLUMN sent_by text,
  ADD COLUMN approved_by text,
  -- customers it would have reached when it was sent; only where an approval depends on it
  ADD COLUMN reach integer,
  -- whose marks were taken back since, and why, by number; skipped at the end unless they saw it before
  ADD COLUMN taken_out jsonb NOT NULL DEFAULT '{}';
ALTER TABLE moment NO FORCE ROW LEVEL SECURITY;
UPDATE moment SET governed = true WHERE segment_id IS NOT NULL;
ALTER TABLE moment FORCE ROW LEVEL SECURITY;
CREATE INDEX moment_by_programme ON moment (corp_id, programme_id) WHERE programme_id IS NOT NULL;
-- whose marks reserve a place in caps
CREATE INDEX moment_by_marking_tag ON moment (corp_id, marking_tag_id) WHERE marking_tag_id IS NOT NULL;
CREATE INDEX moment_call_open ON moment_call (corp_id, moment_id)
  WHERE state IN ('ready', 'calling', 'making', 'handed_over');
-- Caps count messages or moments or both since now; those that there are counted messages.
ALTER TABLE outreach_rules NO FORCE ROW LEVEL SECURITY;
UPDATE outreach_rules
SET caps = (SELECT jsonb_agg(cap || '{"channel": "message"}' ORDER BY place)
            FROM jsonb_array_elements(caps) WITH ORDINALITY AS c(cap, place))
WHERE caps <> '[]';
ALTER TABLE outreach_rules FORCE ROW LEVEL SECURITY;
