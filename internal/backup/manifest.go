package backup

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"twoticks/internal/store/rows"
	"twoticks/internal/store/sqlite"
)

// format is that of the file as a whole.
const format = 1

// Manifest tells what a backup is of.
type Manifest struct {
	Format   int       `json:"format"`
	Program  string    `json:"program"`
	Schema   int       `json:"schema"`
	Epoch    string    `json:"epoch"`
	Instance string    `json:"instance"`
	At       time.Time `json:"at"`
	Database File      `json:"database"`
	// ChatSums is the file with a line for each chat.
	ChatSums File             `json:"chat_sums"`
	Tables   map[string]Table `json:"tables"`
}

// File is one inside the backup.
type File struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Table is what one holds.
type Table struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"`
}

// Users, Chats and Messages are what people count by.
func (m Manifest) Users() int64    { return m.Tables["users"].Rows }
func (m Manifest) Chats() int64    { return m.Tables["chats"].Rows }
func (m Manifest) Messages() int64 { return m.Tables["messages"].Rows }

// chatSum is a line of chats.ndjson.
type chatSum struct {
	Chat string `json:"chat"`
	Head int64  `json:"head"`
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"`
}

// take reads all of a database file: what its tables hold goes into the manifest, what its chats hold to the writer.
func (m *Manifest) take(ctx context.Context, t *sqlite.Tables, chats io.Writer) error {
	meta, err := rows.ReadMeta(ctx, t)
	if err != nil {
		return err
	}
	m.Epoch, m.Instance = meta["epoch"], meta["instance"]
	if m.Schema, err = t.Schema(ctx); err != nil {
		return err
	}
	sums, err := rows.SumUp(ctx, t, t.Tables())
	if err != nil {
		return err
	}
	m.Tables = map[string]Table{}
	for name, sum := range sums.Tables {
		m.Tables[name] = Table{sum.Rows, sum.String()}
	}
	encode := json.NewEncoder(chats)
	return eachChat(ctx, t, func(key int64, id []byte, head int64) error {
		sum := sums.Chats[key]
		return encode.Encode(chatSum{hex.EncodeToString(id), head, sum.Rows, sum.String()})
	})
}

func eachChat(ctx context.Context, s rows.Source, f func(key int64, id []byte, head int64) error) error {
	tables := s.Tables()
	i := slices.IndexFunc(tables, func(t rows.Table) bool { return t.Name == "chats" })
	if i < 0 {
		return fmt.Errorf("there is no table of chats")
	}
	chats := rows.Table{Name: "chats", Columns: []rows.Column{{Name: "chat_key", Kind: rows.Integer}, {Name: "id", Kind: rows.Bytes}, {Name: "head", Kind: rows.Integer}}, Key: []int{0}}
	return s.Each(ctx, chats, nil, func(r rows.Row) error { return f(r[0].(int64), r[1].([]byte), r[2].(int64)) })
}
