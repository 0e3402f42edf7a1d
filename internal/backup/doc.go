// Package backup makes files that hold a whole server as of one moment, checks them, and brings one back.
//
// A backup is one .tar.gz: manifest.json (what it is of, and checksums), chats.ndjson (a checksum for each chat),
// device.key where there is one, and twoticks.db, a SQLite database, whatever store the server runs on. Any machine with
// tar and sqlite3 can look into it. It holds everything that the server knows, so its file is for its owner only.
//
// A file is written under another name, brought to the disk and then named: one that has its name is whole. What fails
// leaves nothing behind and changes nothing, and its error is a line for who runs the server. A restore names a new epoch,
// since history was rewound (C17). app calls it, for the subcommands and for what is done by the clock; the one goroutine
// here is that of a Schedule.
package backup
