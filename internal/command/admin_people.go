package command

import (
	"context"
	"errors"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// accountsPage is how many accounts are told where no number is asked for.
const accountsPage = 50

func (s *Set) adminPeople(ctx context.Context, actor auth.Actor, r protocol.AdminPeople) (protocol.AdminPeopleList, error) {
	rows, err := pageLimit(r.Limit, accountsPage, auth.MaxAccounts)
	if err != nil {
		return protocol.AdminPeopleList{}, err
	}
	after, err := readDirectoryCursor(r.After)
	if err != nil {
		return protocol.AdminPeopleList{}, err
	}
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.AdminPeopleList{}, err
	}
	page, err := s.accounts.Accounts(ctx, actor, auth.AccountQuery{Search: r.Search, After: after, Limit: rows})
	if err != nil {
		return protocol.AdminPeopleList{}, err
	}
	people := make([]protocol.AdminPerson, len(page.Accounts))
	for i, account := range page.Accounts {
		people[i] = writeAccountRow(account)
	}
	return protocol.AdminPeopleList{People: people, Next: directoryCursor(page.Next)}, nil
}

func (s *Set) adminPersonChange(ctx context.Context, actor auth.Actor, r protocol.AdminPersonChange) (protocol.AdminPersonChanged, error) {
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.AdminPersonChanged{}, err
	}
	account, err := s.accounts.ChangeAccount(ctx, actor, auth.UserID(r.User), auth.AccountChange(r.Change))
	return protocol.AdminPersonChanged{Person: writeAccountRow(account)}, orNobody(err)
}

func (s *Set) adminResetLink(ctx context.Context, actor auth.Actor, r protocol.AdminResetLink) (protocol.AdminResetLinkMade, error) {
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.AdminResetLinkMade{}, err
	}
	link, expires, err := s.accounts.ResetLinkFor(ctx, actor, auth.UserID(r.User))
	return protocol.AdminResetLinkMade{URL: link, ExpiresAt: wire.Millis(expires)}, orNobody(err)
}

// orNobody says that there is no such account as it is said everywhere.
func orNobody(err error) error {
	if errors.Is(err, auth.ErrNoAccount) {
		return messenger.ErrPersonNotFound
	}
	return err
}

func writeAccountRow(a auth.AccountRow) protocol.AdminPerson {
	return protocol.AdminPerson{
		Person: writeAccount(a.Account), Role: Role(auth.Actor{Administrator: a.Administrator}), Devices: a.Devices,
		CreatedAt: wire.Millis(a.CreatedAt), ActiveAt: wire.Millis(a.ActiveAt), DisabledAt: wire.Millis(a.DisabledAt),
	}
}

func writeAccount(a auth.Account) protocol.Person {
	return wire.Person(messenger.Person{ID: a.User, Handle: a.Handle, Name: a.Name, Bot: a.Bot, Version: a.Version})
}
