package app

import (
	"fmt"
	"path/filepath"

	"twoticks/internal/media"
	"twoticks/internal/store/postgres"
)

// filesFolder is where the bytes of files are, inside the data folder, on a server with SQLite.
const filesFolder = "files"

// buildMedia opens where the bytes of files are: beside everything else in PostgreSQL, which all nodes share, or in a folder.
func (a *App) buildMedia() error {
	var bytes media.Bytes
	if shared, ok := a.store.(*postgres.Store); ok {
		bytes = shared.Bytes()
	} else {
		folder, err := media.OpenFolder(filepath.Join(a.config.Data, filesFolder))
		if err != nil {
			return fmt.Errorf("cannot open the folder of files in %s: %w", a.config.Data, cause(err))
		}
		a.files, bytes = folder, folder
	}
	a.media = media.New(a.domain, bytes, media.Config{
		MaxFile: a.config.MaxFile, Quota: a.config.FileQuota, Day: max(a.config.FileQuota/5, a.config.MaxFile),
	}, a.log)
	return nil
}
