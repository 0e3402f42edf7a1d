-- What a group says of itself, what it lets its members do, and how one comes in by a link.

ALTER TABLE chats
  ADD COLUMN about text NOT NULL DEFAULT '',
  -- The least role that may write, change name and description, and add people: 1 is everybody, 2 only administrators.
  ADD COLUMN send_role   smallint NOT NULL DEFAULT 1,
  ADD COLUMN change_role smallint NOT NULL DEFAULT 1,
  ADD COLUMN add_role    smallint NOT NULL DEFAULT 2,
  -- Whether who joins reads what was before, and whether who comes by a link waits for an administrator.
  ADD COLUMN history  smallint NOT NULL DEFAULT 0,
  ADD COLUMN approval smallint NOT NULL DEFAULT 0,
  -- How many wait for that.
  ADD COLUMN requests integer NOT NULL DEFAULT 0;

ALTER TABLE members
  -- Above it a member reads (C23). The membership itself begins at from_seq: audience and marks go by that one (C22).
  ADD COLUMN read_from bigint NOT NULL DEFAULT 0,
  -- Somebody else ended the membership: who left by themselves may come back by a link that they have.
  ADD COLUMN removed smallint NOT NULL DEFAULT 0;
UPDATE members SET read_from = from_seq WHERE from_seq <> 0;

-- The name that the group had when the membership ended: what it is called since is not for who is gone.
ALTER TABLE chat_rows ADD COLUMN ended_name text NOT NULL DEFAULT '';
UPDATE chat_rows r SET ended_name = c.name FROM chats c WHERE c.chat_key = r.chat_key AND r.ended_at <> 0;

-- Links by which somebody with an account joins a group. Apart from invitations, which are for who has no account yet.
CREATE TABLE group_links (
  id          bytea PRIMARY KEY,
  token_hash  bytea NOT NULL UNIQUE,
  chat_key    bigint NOT NULL,
  creator_key bigint NOT NULL REFERENCES users,
  created_at  bigint NOT NULL,
  created_seq bigint NOT NULL,               -- the head then: whom a later entry removed does not come back by it
  expires_at  bigint NOT NULL,
  uses        integer NOT NULL DEFAULT 0,
  max_uses    integer NOT NULL,
  revoked_at  bigint NOT NULL DEFAULT 0
);
CREATE INDEX group_links_by_chat ON group_links (chat_key, created_at);

-- Who asked to join. Answered ones stay, so that a link which was there at the refusal asks no second time.
CREATE TABLE join_requests (
  chat_key    bigint NOT NULL,
  user_key    bigint NOT NULL REFERENCES users,
  at          bigint NOT NULL,
  answered_at bigint NOT NULL DEFAULT 0,     -- 0 while it waits
  accepted    smallint NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_key, user_key)
);
CREATE INDEX join_requests_waiting ON join_requests (chat_key, at) WHERE answered_at = 0;
