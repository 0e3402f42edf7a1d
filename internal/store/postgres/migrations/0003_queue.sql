-- What the days of the queue, sending again and the comparison of heads need (C15, C25, C26).

-- The client id of the expired message that this one was sent again for.
ALTER TABLE messages ADD COLUMN again_of bytea;

-- Nothing that waits for somebody in this chat is older than this: until it is too old, nobody need look.
ALTER TABLE chats ADD COLUMN queue_at bigint NOT NULL DEFAULT 0;
CREATE INDEX chats_by_queue_at ON chats (queue_at) WHERE kind <> 1;

-- Grows with every version that any user takes: what was taken last is found without the time. Nodes take it one after the other,
-- each until its commit (lockAccounts), so none is seen before one that is lower (C15).
ALTER TABLE users ADD COLUMN rev_order bigint NOT NULL DEFAULT 0;
CREATE INDEX users_by_rev_order ON users (rev_order);

-- What ends by itself is found by when it does.
CREATE INDEX sessions_by_expiry ON sessions (expires_at);
CREATE INDEX reset_links_by_expiry ON reset_links (expires_at);
