package command

import (
	"context"
	"errors"
	"fmt"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

const directoryPage = 50

// findPerson answers an empty list when nobody has the handle: that is no failure. Presence is told where the person lets
// everyone be told (C33).
func (s *Set) findPerson(ctx context.Context, actor auth.Actor, r protocol.PersonFind) (protocol.People, error) {
	bucket := limit.LookUps
	if s.hasDirectory(ctx) {
		bucket = limit.History
	}
	if err := s.allow(bucket, keyOf(actor), 1); err != nil {
		return protocol.People{}, err
	}
	person, err := s.messenger.FindPerson(ctx, r.Handle)
	if errors.Is(err, messenger.ErrPersonNotFound) {
		return protocol.People{}, nil
	}
	if err != nil {
		return protocol.People{}, err
	}
	presence, err := s.messenger.PresenceFor(ctx, actor, []messenger.Person{person})
	if err != nil {
		return protocol.People{}, err
	}
	return protocol.People{People: []protocol.Person{wire.Person(person)}, Presence: wire.Presences(presence)}, nil
}

func (s *Set) hasDirectory(ctx context.Context) bool {
	return s.options.Directory(s.accounts.Registration(ctx))
}

func (s *Set) listPeople(ctx context.Context, actor auth.Actor, r protocol.PersonList) (protocol.People, error) {
	if !s.hasDirectory(ctx) {
		return protocol.People{}, messenger.ErrNotAllowed
	}
	rows, err := pageLimit(r.Limit, directoryPage, protocol.MaxPage)
	if err != nil {
		return protocol.People{}, err
	}
	after, err := readDirectoryCursor(r.After)
	if err != nil {
		return protocol.People{}, err
	}
	if err := s.allow(limit.History, keyOf(actor), 1); err != nil {
		return protocol.People{}, err
	}
	page, err := s.messenger.Directory(ctx, after, rows)
	if err != nil {
		return protocol.People{}, err
	}
	return protocol.People{People: wire.People(page.People), Next: directoryCursor(page.Next)}, nil
}

func (s *Set) getPeople(ctx context.Context, actor auth.Actor, r protocol.PersonGet) (protocol.People, error) {
	if len(r.Users) > protocol.MaxPeople {
		return protocol.People{}, tooLarge("users", fmt.Sprintf("At most %d people are named at once.", protocol.MaxPeople))
	}
	users := make([]messenger.UserID, len(r.Users))
	for i, id := range r.Users {
		users[i] = messenger.UserID(id)
	}
	people, err := s.messenger.People(ctx, actor, users)
	if err != nil {
		return protocol.People{}, err
	}
	return protocol.People{People: wire.People(people)}, nil
}

// The directory is read by handle; the cursor is the last one, in base64url so that nobody builds on what it is.
const maxHandle = 32

func directoryCursor(handle string) string { return cursorCoding.EncodeToString([]byte(handle)) }

func readDirectoryCursor(cursor string) (string, error) {
	handle, err := cursorCoding.DecodeString(cursor)
	if err != nil || len(handle) > maxHandle {
		return "", badCursor()
	}
	for _, b := range handle {
		if !('a' <= b && b <= 'z' || '0' <= b && b <= '9' || b == '.' || b == '_') {
			return "", badCursor()
		}
	}
	return string(handle), nil
}
