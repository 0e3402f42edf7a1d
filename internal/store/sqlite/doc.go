// Package sqlite keeps everything in one SQLite file: the store of a Twoticks that is one process.
//
// It implements the ports of messenger and auth. Writing is done by one goroutine that takes whatever acts wait and
// commits them together (group commit): each act has its own result, all share one fsync. Reading goes through a small
// pool of connections, each read in a transaction of its own so that it sees one moment.
//
// Durability is that of C2: WAL with synchronous=FULL, an act returns after COMMIT returned. A full disk refuses the
// batch and goes on; an I/O error ends the process, since what the disk has is unknown then. It is not for rules: those
// come with the acts.
package sqlite
