-- Messages that disappear: how long new ones of a chat stay (ms, 0 for ever), and when each one goes. What an operator keeps for a time
-- only is gone through in order, from the place where that ended.
ALTER TABLE chats ADD COLUMN timer INTEGER NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN retained_to INTEGER NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN vanish_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX messages_by_vanish ON messages (vanish_at) WHERE vanish_at > 0 AND deleted_seq = 0;
