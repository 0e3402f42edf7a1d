-- Where a chat stood when it was put away. Who does not keep what is put away sees it again with a later message.
ALTER TABLE chat_rows ADD COLUMN archived_to bigint NOT NULL DEFAULT 0;
UPDATE chat_rows r SET archived_to = c.head FROM chats c WHERE c.chat_key = r.chat_key AND r.archived = 1;
