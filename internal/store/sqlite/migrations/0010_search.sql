-- What is searched by: for each 64 places of a chat's log a Bloom filter of what the messages there hold, and how far a chat has them.
-- All of it follows from the messages and can be made anew. The rows of filters are nearly as long as a page, which a table
-- without row ids would store badly.
CREATE TABLE search_chats (
  chat_key INTEGER PRIMARY KEY REFERENCES chats,
  upto     INTEGER NOT NULL,
  version  INTEGER NOT NULL                 -- of the rules that the filters were made by
) STRICT;
CREATE TABLE search_blocks (
  chat_key INTEGER NOT NULL REFERENCES chats,
  number   INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at  INTEGER NOT NULL,
  filter   BLOB NOT NULL,
  PRIMARY KEY (chat_key, number)
) STRICT;
