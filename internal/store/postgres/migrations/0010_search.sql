-- What is searched by: for each 64 places of a chat's log a Bloom filter of what the messages there hold, and how far a chat has them.
-- All of it follows from the messages and can be made anew.
CREATE TABLE search_chats (
  chat_key bigint NOT NULL,
  upto     bigint NOT NULL,
  version  bigint NOT NULL,
  PRIMARY KEY (chat_key)
);
CREATE TABLE search_blocks (
  chat_key bigint NOT NULL,
  number   bigint NOT NULL,
  first_at bigint NOT NULL,
  last_at  bigint NOT NULL,
  filter   bytea NOT NULL,
  PRIMARY KEY (chat_key, number)
);
-- A filter looks like chance: trying to make it smaller takes time and never succeeds.
ALTER TABLE search_blocks ALTER COLUMN filter SET STORAGE EXTERNAL;
