-- Messages of groups that call somebody by name and were not read by them yet (R1.3). A read mark that passes one removes its row,
-- so a person's rows are few, however long the chats are.
CREATE TABLE mentions (
  user_key bigint NOT NULL,
  chat_key bigint NOT NULL,
  seq      bigint NOT NULL,
  PRIMARY KEY (user_key, chat_key, seq)
);
CREATE INDEX mentions_by_place ON mentions (chat_key, seq);
