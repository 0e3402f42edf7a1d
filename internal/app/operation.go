package app

import (
	"context"

	"twoticks/internal/backup"
	"twoticks/internal/command"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// operation is what administrators are told of the program, in the page.
func (a *App) operation() command.Operation {
	return command.Operation{Version: buildVersion(), Examine: a.findingsOnTheWire, LastBackup: a.lastBackup}
}

// lastBackup tells how the last backup of this node went. Where it cannot be read the rest of the page is worth more than
// a refusal: the doctor says why.
func (a *App) lastBackup(ctx context.Context) (*protocol.AdminBackup, error) {
	last, ok, err := backup.Last(a.config.Data)
	if err != nil {
		a.log.WarnContext(ctx, "how the last backup went cannot be read", "error", err)
		return nil, nil
	}
	if !ok {
		return nil, nil
	}
	return &protocol.AdminBackup{At: wire.Millis(last.At), Bytes: last.Bytes, Failed: last.Error}, nil
}
