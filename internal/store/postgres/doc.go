// Package postgres keeps everything in PostgreSQL: the store of a Twoticks that is several processes, its nodes.
//
// It implements the ports of messenger and auth, with the same files and methods as store/sqlite beside it. On each node
// one goroutine writes the acts of messenger, many in a transaction (group commit): what the acts need is locked and read
// ahead in one round trip, what they write is sent with the COMMIT in another. Reads and rare writes go through a pool.
//
// Nodes know nothing of each other: the order of a chat's log is the order in which transactions hold the lock of its row
// (C8). Locks are taken in one order by all: the account rows as a whole (lockAccounts), then chats by key, then whatever
// lies below them. So two nodes never wait for each other.
//
// When a connection ends before COMMIT was sent, nothing was stored: ErrUnavailable. When it ends after, the outcome is
// unknown, and is called so (C5). Nothing here ends the process: the disk is PostgreSQL's.
package postgres
