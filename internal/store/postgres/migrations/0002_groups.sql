-- What groups need besides.

-- How many hold the smallest mark, and the next: while others are left at both, a mark that rises changes neither (C22).
ALTER TABLE chats
  ADD COLUMN delivered_min_count  integer NOT NULL DEFAULT 0,
  ADD COLUMN delivered_next_count integer NOT NULL DEFAULT 0,
  ADD COLUMN read_min_count       integer NOT NULL DEFAULT 0,
  ADD COLUMN read_next_count      integer NOT NULL DEFAULT 0,
  -- Where the earliest of the memberships begins, whose it is, and the next.
  ADD COLUMN from_min      bigint NOT NULL DEFAULT 0,
  ADD COLUMN from_min_user bigint NOT NULL DEFAULT 0,
  ADD COLUMN from_next     bigint NOT NULL DEFAULT 0;

-- The time of the line that ended the membership; 0 for a member. It is where the chat stands in the list of who left (C23).
ALTER TABLE chat_rows ADD COLUMN ended_at bigint NOT NULL DEFAULT 0;
