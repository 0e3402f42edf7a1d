-- Entries of a direct chat that somebody wrote while the other blocked them lie in stretches too: they never reach the other. 1 while
-- they wait, as far as their sender can tell; 2 once they have waited as long as the queue keeps (C25).
ALTER TABLE expired ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
CREATE INDEX blocks_by_rev ON blocks (user_key, rev);
