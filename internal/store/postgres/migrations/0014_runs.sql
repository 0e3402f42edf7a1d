-- At the end of a timeline, the messages of one person alone: who it is, and where they begin. None of them is unread for that person,
-- however many there are (C32).
ALTER TABLE chats ADD COLUMN run_user bigint NOT NULL DEFAULT 0;
ALTER TABLE chats ADD COLUMN run_from bigint NOT NULL DEFAULT 0;
