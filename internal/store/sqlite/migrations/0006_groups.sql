-- What a group says of itself, what it lets its members do, and how one comes in by a link.

ALTER TABLE chats ADD COLUMN about TEXT NOT NULL DEFAULT '';
-- The least role that may write, change name and description, and add people: 1 is everybody, 2 only administrators.
ALTER TABLE chats ADD COLUMN send_role   INTEGER NOT NULL DEFAULT 1;
ALTER TABLE chats ADD COLUMN change_role INTEGER NOT NULL DEFAULT 1;
ALTER TABLE chats ADD COLUMN add_role    INTEGER NOT NULL DEFAULT 2;
-- Whether who joins reads what was before, and whether who comes by a link waits for an administrator.
ALTER TABLE chats ADD COLUMN history  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN approval INTEGER NOT NULL DEFAULT 0;
-- How many wait for that.
ALTER TABLE chats ADD COLUMN requests INTEGER NOT NULL DEFAULT 0;

-- Above it a member reads (C23). The membership itself begins at from_seq: audience and marks go by that one (C22).
ALTER TABLE members ADD COLUMN read_from INTEGER NOT NULL DEFAULT 0;
UPDATE members SET read_from = from_seq;
-- Somebody else ended the membership: who left by themselves may come back by a link that they have.
ALTER TABLE members ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;

-- The name that the group had when the membership ended: what it is called since is not for who is gone.
ALTER TABLE chat_rows ADD COLUMN ended_name TEXT NOT NULL DEFAULT '';
UPDATE chat_rows SET ended_name = (SELECT name FROM chats c WHERE c.chat_key = chat_rows.chat_key) WHERE ended_at <> 0;

-- Links by which somebody with an account joins a group. Apart from invitations, which are for who has no account yet.
CREATE TABLE group_links (
  id          BLOB PRIMARY KEY,
  token_hash  BLOB NOT NULL UNIQUE,
  chat_key    INTEGER NOT NULL REFERENCES chats,
  creator_key INTEGER NOT NULL REFERENCES users,
  created_at  INTEGER NOT NULL,
  created_seq INTEGER NOT NULL,              -- the head then: whom a later entry removed does not come back by it
  expires_at  INTEGER NOT NULL,
  uses        INTEGER NOT NULL DEFAULT 0,
  max_uses    INTEGER NOT NULL,
  revoked_at  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX group_links_by_chat ON group_links (chat_key, created_at);

-- Who asked to join. Answered ones stay, so that a link which was there at the refusal asks no second time.
CREATE TABLE join_requests (
  chat_key    INTEGER NOT NULL REFERENCES chats,
  user_key    INTEGER NOT NULL REFERENCES users,
  at          INTEGER NOT NULL,
  answered_at INTEGER NOT NULL DEFAULT 0,    -- 0 while it waits
  accepted    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (chat_key, user_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX join_requests_waiting ON join_requests (chat_key, at) WHERE answered_at = 0;
