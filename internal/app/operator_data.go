package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"twoticks/internal/auth"
	"twoticks/internal/backup"
	"twoticks/internal/config"
	"twoticks/internal/export"
)

// dataActs are what an operator asks for that reads or writes a file. The file is the server's to open, as the same user:
// nobody else can open the door.
var dataActs = map[string]func(context.Context, *App, operatorRequest) operatorAnswer{
	"backup": backUpHere, "export": exportHere, "import": importHere, doctorAct: examineHere,
}

// Backup makes a backup, also beside a running server.
func Backup(ctx context.Context, c config.Config, file string) (s backup.Status, err error) {
	if file, err = filepath.Abs(file); err != nil {
		return s, err
	}
	answer, err := askFor(ctx, c, operatorRequest{Act: "backup", File: file})
	if answer.Backup != nil {
		s = *answer.Backup
	}
	return s, err
}

// Export writes what a person may read into a zip file.
func Export(ctx context.Context, c config.Config, handle, file string) (d export.Done, err error) {
	if file, err = filepath.Abs(file); err != nil {
		return d, err
	}
	answer, err := askFor(ctx, c, operatorRequest{Act: "export", Handle: handle, File: file})
	if answer.Exported != nil {
		d = *answer.Exported
	}
	return d, err
}

// ImportUsers makes accounts from a file of lines of JSON. What it did comes with an error too.
func ImportUsers(ctx context.Context, c config.Config, file string) (i auth.Imported, err error) {
	if file, err = filepath.Abs(file); err != nil {
		return i, err
	}
	answer, err := askFor(ctx, c, operatorRequest{Act: "import", File: file})
	if answer.Imported != nil {
		i = *answer.Imported
	}
	return i, err
}

func backUpHere(ctx context.Context, a *App, r operatorRequest) operatorAnswer {
	job, err := a.backupJob(ctx)
	if err != nil {
		return operatorAnswer{Error: err.Error()}
	}
	s, err := job.MakeAndNote(ctx, r.File, a.config.Data)
	if err != nil {
		return operatorAnswer{Error: err.Error()}
	}
	return operatorAnswer{Backup: &s}
}

func exportHere(ctx context.Context, a *App, r operatorRequest) operatorAnswer {
	account, err := a.acts.AccountByHandle(ctx, strings.TrimPrefix(r.Handle, "@"))
	if err != nil {
		return operatorAnswer{Error: operatorWords(r, err)}
	}
	out, err := os.OpenFile(r.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return operatorAnswer{Error: r.File + " is there already: choose another name"}
	}
	if err != nil {
		return operatorAnswer{Error: fmt.Sprintf("cannot write %s: %v", r.File, cause(err))}
	}
	done, err := a.exportTo(ctx, account, "by the operator", out)
	if err = errors.Join(err, out.Close()); err != nil {
		os.Remove(r.File)
		return operatorAnswer{Error: err.Error()}
	}
	done.File = r.File
	return operatorAnswer{Exported: &done}
}

// export writes what somebody may read for that person.
func (a *App) export(ctx context.Context, actor auth.Actor, to io.Writer) error {
	account, err := a.acts.AccountByID(ctx, actor.User)
	if err == nil {
		_, err = a.exportTo(ctx, account, "by the person", to)
	}
	return err
}

// exportTo leaves on record that somebody's data was taken out, before it is.
func (a *App) exportTo(ctx context.Context, of auth.Account, by string, to io.Writer) (export.Done, error) {
	now := a.clock.Now()
	if err := a.acts.Audit(ctx, auth.AuditLine{At: now, User: of.User, Act: "exported", Detail: by}); err != nil {
		return export.Done{}, err
	}
	return export.Write(ctx, a.acts, export.Owner{User: of.User, Handle: of.Handle, Name: of.Name, CreatedAt: of.CreatedAt}, now, to)
}

func importHere(ctx context.Context, a *App, r operatorRequest) operatorAnswer {
	in, err := os.Open(r.File)
	if err != nil {
		return operatorAnswer{Error: fmt.Sprintf("cannot read %s: %v", r.File, cause(err))}
	}
	defer in.Close()
	done, err := a.auth.Import(ctx, in)
	answer := operatorAnswer{Imported: &done}
	if err != nil {
		answer.Error = err.Error()
	}
	return answer
}
