-- A message goes to one customer or into one customer group. Rows of before have a customer: they need no look.
ALTER TABLE delivery ALTER COLUMN customer_id DROP NOT NULL, ADD COLUMN groupchat_id integer,
  ADD CONSTRAINT delivery_to_one CHECK ((customer_id IS NULL) <> (groupchat_id IS NULL)) NOT VALID;
CREATE INDEX delivery_by_groupchat ON delivery (corp_id, groupchat_id, planned_at DESC, delivery_id DESC)
  WHERE groupchat_id IS NOT NULL;

-- Whether a call is for customers or for groups: WeCom lists the two apart.
ALTER TABLE group_send ADD COLUMN chat_type text NOT NULL DEFAULT 'single' CHECK (chat_type IN ('single', 'group'));
ALTER TABLE own_send ADD COLUMN chat_type text NOT NULL DEFAULT 'single' CHECK (chat_type IN ('single', 'group'));

-- The groups that members wrote to by themselves: WeCom counts them in the same caps.
CREATE TABLE own_send_groupchat (
  corp_id      integer NOT NULL,
  groupchat_id integer NOT NULL,
  msgid        text NOT NULL,
  sent_at      timestamptz NOT NULL,
  PRIMARY KEY (corp_id, groupchat_id, msgid)
);
SELECT lingqu_protect('own_send_groupchat');

-- An audience is some tags, one segment, or customer groups: chosen one by one, or by conditions.
ALTER TABLE broadcast ADD COLUMN groups jsonb, DROP CONSTRAINT broadcast_check,
  ADD CONSTRAINT broadcast_one_audience CHECK (num_nonnulls(segment_id, tag_ids, groups) = 1);

-- The corp's own caps for groups: a group's is not a person's.
ALTER TABLE outreach_rules ADD COLUMN group_caps jsonb NOT NULL DEFAULT '[]';

-- Welcome templates of customer groups. WeCom lists none: what a lost answer made can only be known by a person.
CREATE TABLE group_welcome (
  corp_id          integer NOT NULL,
  group_welcome_id integer GENERATED ALWAYS AS IDENTITY,
  name             text NOT NULL,
  state            text NOT NULL,
  content          jsonb NOT NULL,
  -- whether WeCom tells the owners of groups when it is made
  notify           boolean NOT NULL,
  template_id      text,
  -- when the newest call that makes it was begun; without an answer it may have been made
  called_at        timestamptz,
  -- since when WeCom has the content as it is; older than changed_at: a change is on its way
  told_at          timestamptz,
  -- why WeCom refused it, or its last change
  errcode          integer,
  created_at       timestamptz NOT NULL,
  created_by       text,
  changed_at       timestamptz NOT NULL,
  removed_at       timestamptz,
  PRIMARY KEY (corp_id, group_welcome_id)
);
SELECT lingqu_protect('group_welcome');
