-- Customer groups: who owns them, who is in them and was, and our own tags on them.

CREATE TABLE groupchat (
  corp_id            integer NOT NULL,
  groupchat_id       integer GENERATED ALWAYS AS IDENTITY,
  chat_id            text NOT NULL,
  name               text,
  owner_id           integer,
  -- WeCom's: 0 normal, 1 the owner has resigned, 2 being inherited, 3 inherited
  status             smallint NOT NULL DEFAULT 0,
  first_seen_at      timestamptz NOT NULL,
  -- as WeCom tells; NULL until the first read
  created_at         timestamptz,
  dismissed_at       timestamptz,
  -- who is in it now: customers, staff, and those outside of whom WeCom gives no id that is ours to keep
  customers          integer NOT NULL DEFAULT 0,
  staff              integer NOT NULL DEFAULT 0,
  others             integer NOT NULL DEFAULT 0,
  -- the version of the members as we hold them
  member_version     text,
  -- the newest change heard of: when, and from which version to which; NULL where it told none
  heard_at           timestamptz,
  heard_from         text,
  heard_version      text,
  -- when the newest read applied was asked for
  read_at            timestamptz,
  unreadable_errcode integer,
  -- when the list of groups last had it
  listed_at          timestamptz,
  PRIMARY KEY (corp_id, groupchat_id),
  UNIQUE (corp_id, chat_id)
);
CREATE INDEX groupchat_by_owner ON groupchat (corp_id, owner_id, groupchat_id);
SELECT lingqu_protect('groupchat');

-- One row per time somebody was in a group: a customer or a member of the corp, never both.
CREATE TABLE groupchat_member (
  corp_id      integer NOT NULL,
  spell_id     bigint GENERATED ALWAYS AS IDENTITY,
  groupchat_id integer NOT NULL,
  customer_id  integer,
  staff_id     integer,
  joined_at    timestamptz NOT NULL,
  -- as groupchat/get has it: 1 invited, 2 by a link, 3 by a code
  join_scene   smallint,
  invitor_id   integer,
  state        text,
  channel_id   integer,
  left_at      timestamptz,
  -- 0 left, 1 removed; NULL beside a left_at: no callback told
  quit_scene   smallint,
  -- false: only a callback told of the joining, and its fact is not recorded yet
  is_confirmed boolean NOT NULL,
  PRIMARY KEY (corp_id, spell_id),
  CHECK ((customer_id IS NULL) <> (staff_id IS NULL))
);
CREATE INDEX groupchat_member_by_group ON groupchat_member (corp_id, groupchat_id, customer_id, staff_id);
CREATE INDEX groupchat_member_by_customer ON groupchat_member (corp_id, customer_id, groupchat_id)
  WHERE customer_id IS NOT NULL;
SELECT lingqu_protect('groupchat_member');

CREATE TABLE groupchat_tag (
  corp_id    integer NOT NULL,
  tag_id     integer GENERATED ALWAYS AS IDENTITY,
  name       text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (corp_id, tag_id),
  UNIQUE (corp_id, name)
);
SELECT lingqu_protect('groupchat_tag');

CREATE TABLE groupchat_tagged (
  corp_id      integer NOT NULL,
  groupchat_id integer NOT NULL,
  tag_id       integer NOT NULL,
  granted_at   timestamptz NOT NULL,
  source       text NOT NULL,
  PRIMARY KEY (corp_id, groupchat_id, tag_id)
);
CREATE INDEX groupchat_tagged_by_tag ON groupchat_tagged (corp_id, tag_id, groupchat_id);
SELECT lingqu_protect('groupchat_tagged');
