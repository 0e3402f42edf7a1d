-- What a message can be beside its text: an answer to another, something that was said elsewhere, something reacted to.
ALTER TABLE messages ADD COLUMN reply_to bigint NOT NULL DEFAULT 0;    -- seq of what it answers
ALTER TABLE messages ADD COLUMN forwarded bigint NOT NULL DEFAULT 0;
ALTER TABLE messages ADD COLUMN reacted_seq bigint NOT NULL DEFAULT 0; -- the last entry that changed its reactions; 0: it never had one
