package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"twoticks/internal/config"
	"twoticks/internal/doctor"
	"twoticks/internal/store/sqlite"
)

// examineDatabase looks at the database, in use or not, and at what nodes hear of each other by.
func examineDatabase(ctx context.Context, c config.Config) []doctor.Finding {
	if c.Database != "" {
		return append(examineServer(ctx, c), examineRedis(ctx, c)...)
	}
	return append(examineFile(ctx, databasePath(c)), examineRedis(ctx, c)...)
}

func examineFile(ctx context.Context, path string) []doctor.Finding {
	x, err := sqlite.Examine(ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return []doctor.Finding{doctor.Warn("database", "there is none yet", "start the server once")}
	case err != nil:
		return []doctor.Finding{doctor.Ill("database", "it cannot be read: "+err.Error(), "see that the file is a database of Twoticks and belongs to the server's user; else restore a backup")}
	}
	var findings []doctor.Finding
	ill := func(found, mend string) { findings = append(findings, doctor.Ill("database", found, mend)) }
	if x.TooOld {
		ill("SQLite "+x.SQLite+" can spoil it", "use a newer version of this program")
	}
	if x.Journal != "wal" {
		ill("it keeps its transactions as "+x.Journal+" and not as wal", "stop whatever else has the file open, and restart the server, which sets that")
	}
	if x.Schema > x.Known {
		ill(fmt.Sprintf("it was written by a newer version (schema %d, this one knows %d)", x.Schema, x.Known), "use that version")
	}
	if x.Damage != "" {
		ill("it is damaged: "+x.Damage, "stop the server, keep the files, and restore the last backup (twoticks restore); look at the disk")
	}
	if x.Unfinished {
		findings = append(findings, doctor.Warn("database", "checking it for damage takes longer than the doctor waits", "check a backup of it with twoticks verify-backup"))
	}
	if len(findings) == 0 {
		findings = append(findings, doctor.Well("database", fmt.Sprintf("SQLite %s, schema %d, no damage found", x.SQLite, x.Schema)))
	}
	return findings
}
