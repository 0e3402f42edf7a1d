-- What people say about themselves, and accounts that were deleted: their rows stay, so that what they wrote has a sender.

ALTER TABLE users ADD COLUMN about TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN deleted_at INTEGER NOT NULL DEFAULT 0;
-- Those who may still be members of a group, should the server have ended in between.
CREATE INDEX users_by_deleted_at ON users (deleted_at) WHERE deleted_at <> 0;
