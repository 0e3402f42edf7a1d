// Package export writes what one person may read into a zip file for that person: each chat once as lines of JSON for
// programs and once as a page for people.
//
// It asks the store what the person's own devices ask, so nothing is in the file that the person may not read (C23), and
// keeps one page of a chat in memory. app calls it, for the operator's command. It owns nothing; what fails leaves an
// incomplete file to its caller.
package export

import (
	"archive/zip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"twoticks/internal/messenger"
)

// Store is what an export reads.
type Store interface {
	AccountSince(ctx context.Context, user messenger.UserID, rev messenger.Rev, limit int) (messenger.AccountRows, error)
	Changes(ctx context.Context, user messenger.UserID, chat messenger.ChatID, after messenger.Seq, limit int) (messenger.Changes, error)
}

// page is how many entries are read at once.
const page = 500

// Owner is whose data it is.
type Owner struct {
	User      messenger.UserID
	Handle    string
	Name      string
	CreatedAt time.Time
}

// Done tells what an export holds.
type Done struct {
	File     string `json:"file"`
	Chats    int    `json:"chats"`
	Messages int    `json:"messages"`
}

type export struct {
	store  Store
	owner  Owner
	zip    *zip.Writer
	at     time.Time
	people map[messenger.UserID]messenger.Person
}

// chat is one of the owner's, and what it is called in the file.
type chat struct {
	messenger.ChatRow
	Title    string
	Base     string
	Messages int
}

// Write writes the whole file.
func Write(ctx context.Context, s Store, owner Owner, at time.Time, to io.Writer) (Done, error) {
	e := export{store: s, owner: owner, zip: zip.NewWriter(to), at: at.UTC(), people: map[messenger.UserID]messenger.Person{}}
	chats, err := e.chats(ctx)
	if err != nil {
		return Done{}, fmt.Errorf("read the list of chats: %w", err)
	}
	done := Done{Chats: len(chats)}
	for i := range chats {
		if err := e.chat(ctx, &chats[i]); err != nil {
			return done, fmt.Errorf("read the chat %s: %w", chats[i].Title, err)
		}
		done.Messages += chats[i].Messages
	}
	if err := e.profile(chats); err != nil {
		return done, err
	}
	if err := e.write("index.html", func(w io.Writer) error { return indexPage.Execute(w, indexView{e.owner, e.at, chats}) }); err != nil {
		return done, err
	}
	return done, e.zip.Close()
}

func (e *export) write(name string, f func(io.Writer) error) error {
	w, err := e.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: e.at})
	if err != nil {
		return err
	}
	return f(w)
}

func (e *export) know(people []messenger.Person) {
	for _, p := range people {
		e.people[p.ID] = p
	}
}

func (e *export) chats(ctx context.Context) (chats []chat, err error) {
	var rev messenger.Rev
	for more := true; more; {
		rows, err := e.store.AccountSince(ctx, e.owner.User, rev, page)
		if err != nil {
			return nil, err
		}
		e.know(rows.People)
		for _, row := range rows.Chats {
			if row.Gone {
				continue
			}
			c := chat{ChatRow: row, Title: e.title(row)}
			c.Base = fmt.Sprintf("chats/%04d-%s", len(chats)+1, plain(c.Title))
			chats = append(chats, c)
		}
		rev, more = rows.Rev, rows.More
	}
	return chats, nil
}

func (e *export) title(row messenger.ChatRow) string {
	switch row.Kind {
	case messenger.Self:
		return "Note to self"
	case messenger.Direct:
		return e.name(row.Peer)
	}
	if row.Name == "" {
		return "A group that you left"
	}
	return row.Name
}

func (e *export) name(user messenger.UserID) string {
	if p, ok := e.people[user]; ok {
		return p.Name
	}
	return "Somebody"
}

// plain is a title as part of the name of a file, on any system.
func plain(title string) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, title)
	if letters := []rune(name); len(letters) > 40 {
		name = string(letters[:40])
	}
	return strings.Trim(name, "-")
}

// each gives the rows of a chat's timeline, the oldest first. What changed a row is in the row as it is now.
func (e *export) each(ctx context.Context, c *chat, f func(messenger.Message) error) error {
	for after := c.From; ; {
		changes, err := e.store.Changes(ctx, e.owner.User, c.Chat, after, page)
		if err != nil {
			return err
		}
		e.know(changes.People)
		for _, entry := range changes.Entries {
			if entry.Change != nil || entry.Message == nil {
				continue
			}
			if err := f(*entry.Message); err != nil {
				return err
			}
		}
		if changes.Upto <= after || changes.Upto >= changes.Head {
			return nil
		}
		after = changes.Upto
	}
}

// chat writes one chat twice. It is read twice, since a zip file takes one file after the other.
func (e *export) chat(ctx context.Context, c *chat) error {
	err := e.write(c.Base+".ndjson", func(w io.Writer) error {
		encode := json.NewEncoder(w)
		encode.SetEscapeHTML(false)
		return e.each(ctx, c, func(m messenger.Message) error {
			c.Messages++
			return encode.Encode(e.line(m))
		})
	})
	if err != nil {
		return err
	}
	return e.write(c.Base+".html", func(w io.Writer) error {
		if err := chatHead.Execute(w, c); err != nil {
			return err
		}
		err := e.each(ctx, c, func(m messenger.Message) error { return chatLine.Execute(w, e.line(m)) })
		if err != nil {
			return err
		}
		_, err = io.WriteString(w, chatFoot)
		return err
	})
}
