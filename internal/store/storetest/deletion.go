package storetest

import (
	"errors"
	"slices"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

func endOtherDevices(o *office) {
	second, program := o.session(o.bo), o.session(o.bo)
	second.Device, second.UsedAt = "Second", o.now.Add(1_000_000)
	_, err := o.CreateSession(ctx, second, 10)
	o.must(err)
	program.Scopes = 1
	o.must(o.CreateToken(ctx, auth.CreateToken{Session: program, By: o.bo, Max: 10}))
	list, err := o.Devices(ctx, o.bo)
	o.must(err)
	if len(list) != 2 || list[0].ID != second.ID || list[0].Device != "Second" || list[0].User != o.bo {
		o.Errorf("the devices are %+v", list)
	}
	ended, err := o.EndOtherSessions(ctx, o.bo, second.ID, o.now)
	o.must(err)
	if len(ended) != 1 || ended[0] != list[1].ID {
		o.Errorf("ended %v", ended)
	}
	if tokens, err := o.Tokens(ctx, o.bo); err != nil || len(tokens) != 1 {
		o.Errorf("programs stay: %v, %v", tokens, err)
	}
	before := len(o.acts())
	if ended, err := o.EndOtherSessions(ctx, o.bo, second.ID, o.now); err != nil || len(ended) != 0 || len(o.acts()) != before {
		o.Errorf("again it ends %v, %v", ended, err)
	}
}

func changePasswordOnce(o *office) {
	keep := o.session(o.bo)
	_, err := o.CreateSession(ctx, keep, 10)
	o.must(err)
	o.must(o.CreateResetLink(ctx, auth.ResetLink{Token: auth.TokenHash{9}, User: o.bo, CreatedAt: o.now, ExpiresAt: o.now.Add(1 << 40)}))
	act := auth.ChangePassword{User: o.bo, Old: "hash of bo", New: "another hash", Keep: keep.ID, At: o.now}
	ended, err := o.ChangePassword(ctx, act)
	o.must(err)
	if list, err := o.Devices(ctx, o.bo); err != nil || len(ended) != 1 || len(list) != 1 || list[0].ID != keep.ID {
		o.Errorf("ended %v, and left %+v, %v", ended, list, err)
	}
	if a, err := o.AccountToSignIn(ctx, "bo"); err != nil || a.PasswordHash != "another hash" {
		o.Errorf("to sign in: %+v, %v", a, err)
	}
	if _, err := o.ResetLinkUser(ctx, auth.TokenHash{9}, o.now); !errors.Is(err, auth.ErrResetInvalid) {
		o.Errorf("a link for the old password: %v", err)
	}
	if _, err := o.ChangePassword(ctx, act); !errors.Is(err, auth.ErrInvalidCredentials) {
		o.Errorf("from a hash that is no longer there: %v", err)
	}
}

func deleteAccount(o *office) {
	group := messenger.ChatID(messenger.NewID())
	_, err := o.CreateGroup(ctx, messenger.CreateGroup{Actor: o.bo, ID: group, Name: "Garden", Members: []messenger.UserID{o.ana}, At: o.now})
	o.must(err)
	opened, err := o.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: o.bo, With: o.ana, ID: messenger.NewID(), At: o.now})
	o.must(err)
	chat := opened.Row.Chat
	_, err = o.AppendMessages(ctx, messenger.AppendMessages{Sender: o.bo, Chat: chat, At: o.now, Guard: messenger.MustBeMember, Messages: []messenger.NewMessage{message("stays")}})
	o.must(err)
	_, err = o.SetDraft(ctx, messenger.SetDraft{User: o.bo, Chat: chat, Text: "never sent", At: o.now, Guard: messenger.MustBeMember})
	o.must(err)
	_, err = o.SetSetting(ctx, messenger.SetSetting{User: o.bo, Name: "privacy.groups", Value: "nobody"})
	o.must(err)
	_, err = o.SetProfile(ctx, messenger.SetProfile{User: o.bo, Name: "Bo", About: "By the sea"})
	o.must(err)
	o.must(o.Whole.CreateInvitation(ctx, auth.CreateInvitation{
		Invitation: auth.Invitation{ID: auth.InvitationID{7}, Inviter: o.bo, CreatedAt: o.now, ExpiresAt: o.now.Add(1 << 40), MaxUses: 1},
		Token:      auth.TokenHash{7}, Max: 10,
	}))

	act := auth.DeleteAccount{User: o.bo, Handle: "deleted.0123", Name: "Deleted account", At: o.now, Guard: func(s auth.AccountStanding) error {
		if s.Account.User != o.bo || s.Account.Administrator || s.Administrators != 1 {
			o.Errorf("the rule is asked with %+v", s)
		}
		return nil
	}}
	refused := errors.New("no")
	if _, err := o.DeleteAccount(ctx, auth.DeleteAccount{User: o.bo, At: o.now, Guard: func(auth.AccountStanding) error { return refused }}); !errors.Is(err, refused) {
		o.Errorf("a refusal comes back as it is: %v", err)
	}
	if left, err := o.LeftBehind(ctx, 10); err != nil || len(left) != 0 {
		o.Errorf("before, %v are left behind, %v", left, err)
	}
	ended, err := o.DeleteAccount(ctx, act)
	o.must(err)
	if len(ended) != 1 || o.acts()[0] != "account deleted" {
		o.Errorf("ended %v, and the audit log has %v", ended, o.acts()[:1])
	}
	if _, err := o.DeleteAccount(ctx, act); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("again: %v", err)
	}
	if left, err := o.LeftBehind(ctx, 10); err != nil || !slices.Equal(left, []auth.UserID{o.bo}) {
		o.Errorf("in the group are left behind %v, %v", left, err)
	}

	people, err := o.People(ctx, o.ana, []messenger.UserID{o.bo})
	o.must(err)
	if p := people[0]; !p.Deleted || p.Name != "Deleted account" || p.Handle != "deleted.0123" || p.About != "" || p.Version != 3 || !p.LastSeenAt.IsZero() {
		o.Errorf("Ana sees %+v", p)
	}
	page, err := o.History(ctx, o.ana, chat, 0, 10)
	o.must(err)
	if len(page.Messages) != 1 || page.Messages[0].Sender != o.bo || page.Messages[0].Content.Text() != "stays" {
		o.Errorf("of the messages there is %+v", page.Messages)
	}
	rows, err := o.AccountSince(ctx, o.bo, 0, 10)
	o.must(err)
	if len(rows.Settings) != 0 || slices.ContainsFunc(rows.Chats, func(r messenger.ChatRow) bool { return r.Draft != "" }) {
		o.Errorf("of its own there is still %+v", rows)
	}
	known, err := o.Acquaintances(ctx, o.ana, nil)
	o.must(err)
	if len(known.Others) != 1 || !known.Others[0].Deleted {
		o.Errorf("Ana shares chats with %+v", known.Others)
	}
	if invitation, _, err := o.InvitationByToken(ctx, auth.TokenHash{7}); err == nil && !invitation.Revoked {
		o.Error("an invitation of nobody's still lets in")
	}
	for name, find := range map[string]func() error{
		"by handle": func() error { _, err := o.AccountByHandle(ctx, "bo"); return err },
		"by id":     func() error { _, err := o.AccountByID(ctx, o.bo); return err },
		"to change": func() error {
			_, err := o.ChangeAccount(ctx, auth.ChangeAccount{By: o.ana, User: o.bo, Change: auth.Enable, At: o.now, Guard: func(auth.AccountStanding) error { return nil }})
			return err
		},
	} {
		if err := find(); !errors.Is(err, auth.ErrNoAccount) {
			o.Errorf("%s: %v", name, err)
		}
	}
	if accounts, err := o.Accounts(ctx, auth.AccountQuery{Limit: 10}); err != nil || len(accounts.Accounts) != 2 {
		o.Errorf("administrators are told of %+v, %v", accounts.Accounts, err)
	}
	// The handle is free, and its next holder is somebody else who is told nothing.
	next := o.account("bo", false)
	if rows, err := o.AccountSince(ctx, next, 0, 10); err != nil || next == o.bo || len(rows.Chats)+len(rows.Settings) != 0 {
		o.Errorf("who has the handle next is told %+v, %v", rows, err)
	}
}
