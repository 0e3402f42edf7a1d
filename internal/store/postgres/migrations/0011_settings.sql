-- What people say about themselves, and accounts that were deleted: their rows stay, so that what they wrote has a sender.

ALTER TABLE users ADD COLUMN about text NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN deleted_at bigint NOT NULL DEFAULT 0;
