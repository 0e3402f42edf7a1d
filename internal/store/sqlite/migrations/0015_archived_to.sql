-- Where a chat stood when it was put away. Who does not keep what is put away sees it again with a later message.
ALTER TABLE chat_rows ADD COLUMN archived_to INTEGER NOT NULL DEFAULT 0;
UPDATE chat_rows SET archived_to = (SELECT head FROM chats WHERE chats.chat_key = chat_rows.chat_key) WHERE archived = 1;
