-- Tokens of programs, bots and hooks.

-- What the token of a program may do, as bits; 0 is a device. Its name is the label.
ALTER TABLE sessions ADD COLUMN scopes smallint NOT NULL DEFAULT 0;

-- Addresses at which a program posts into a chat. Each has a bot of its own as the sender, which is no member.
CREATE TABLE hooks (
  id          bytea PRIMARY KEY,
  token_hash  bytea NOT NULL UNIQUE,            -- SHA-256 of the secret in the address
  chat_key    bigint NOT NULL,
  bot_key     bigint NOT NULL UNIQUE REFERENCES users,
  creator_key bigint NOT NULL REFERENCES users,
  created_at  bigint NOT NULL,
  revoked_at  bigint NOT NULL DEFAULT 0
);
CREATE INDEX hooks_by_chat ON hooks (chat_key, created_at);
