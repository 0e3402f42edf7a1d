package storetest

import (
	"errors"
	"slices"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// invite makes an invitation for so many.
func (o *office) invite(inviter auth.UserID, uses int) (auth.InvitationID, auth.TokenHash) {
	o.Helper()
	act := o.newInvitation(inviter, uses)
	o.must(o.Whole.CreateInvitation(ctx, act))
	return act.Invitation.ID, act.Token
}

func (o *office) newInvitation(inviter auth.UserID, uses int) auth.CreateInvitation {
	id := messenger.NewID()
	return auth.CreateInvitation{
		Invitation: auth.Invitation{ID: auth.InvitationID(id), Inviter: inviter, CreatedAt: o.now, ExpiresAt: o.now.Add(time.Hour), MaxUses: uses},
		Token:      auth.TokenHash(append(id[:], id[:]...)), Max: 100, Since: o.now.Add(-time.Hour),
	}
}

// usesLeft is a rule like that of auth.
func usesLeft(i auth.Invitation) error {
	if i.Revoked || i.Uses >= i.MaxUses {
		return auth.ErrInviteInvalid
	}
	return nil
}

func oneUseLeft(o *office) {
	o.people()
	id, token := o.invite(o.ana, 2)
	_, err := o.UseInvitation(ctx, auth.UseInvitation{Token: token, User: o.cy, At: o.now, Guard: usesLeft})
	o.must(err)
	if n := o.won(atOnce(8, func(i int) error {
		if i == 0 {
			_, err := o.UseInvitation(ctx, auth.UseInvitation{Token: token, User: o.bo, At: o.now, Guard: usesLeft})
			return err
		}
		act := o.newAccount("user-" + string(rune('a'+i)))
		act.Invitation = &token
		act.Guard = func(s auth.Standing) (bool, error) { return false, usesLeft(*s.Invitation) }
		made, err := o.Whole.CreateAccount(ctx, act)
		if err == nil && (made.Invitation == nil || made.Invitation.ID != id) {
			o.Errorf("made by the invitation %+v", made.Invitation)
		}
		return err
	}), auth.ErrInviteInvalid); n != 1 {
		o.Errorf("%d came in", n)
	}
	if i, inviter, err := o.InvitationByToken(ctx, token); err != nil || i.Uses != 2 || i.ID != id || inviter.User != o.ana {
		o.Errorf("the invitation is %+v of %+v, %v", i, inviter, err)
	}
}

func useAgain(o *office) {
	o.people()
	_, token := o.invite(o.ana, 1)
	for range 3 {
		used, err := o.UseInvitation(ctx, auth.UseInvitation{Token: token, User: o.bo, At: o.now, Guard: usesLeft})
		if err != nil || used.Inviter != o.ana {
			o.Errorf("used: %+v, %v", used, err)
		}
	}
	if _, err := o.UseInvitation(ctx, auth.UseInvitation{Token: token, User: o.cy, At: o.now, Guard: usesLeft}); !errors.Is(err, auth.ErrInviteInvalid) {
		o.Errorf("somebody else: %v", err)
	}
	if _, err := o.UseInvitation(ctx, auth.UseInvitation{Token: auth.TokenHash{1}, User: o.cy, At: o.now, Guard: usesLeft}); !errors.Is(err, auth.ErrNoInvitation) {
		o.Errorf("a token of none: %v", err)
	}
}

func inviteAtOnce(o *office) {
	o.people()
	const most = 3
	if n := o.won(atOnce(8, func(int) error {
		act := o.newInvitation(o.ana, 1)
		act.Max = most
		return o.Whole.CreateInvitation(ctx, act)
	}), messenger.ErrRateLimited); n != most {
		o.Errorf("%d were made, want %d", n, most)
	}
	act := o.newInvitation(o.ana, 1)
	act.Max, act.Since = most, o.now // what was made by then is not counted
	o.must(o.Whole.CreateInvitation(ctx, act))
}

func invitationsOfOne(o *office) {
	o.people()
	if list, err := o.Whole.Invitations(ctx, o.ana, 9); err != nil || len(list) != 0 {
		o.Errorf("before the first: %+v, %v", list, err)
	}
	var ids []auth.InvitationID
	for range 3 {
		id, _ := o.invite(o.ana, 1)
		ids = append([]auth.InvitationID{id}, ids...)
		o.now = o.now.Add(time.Second)
	}
	o.invite(o.bo, 1)
	list, err := o.Whole.Invitations(ctx, o.ana, 2)
	o.must(err)
	if len(list) != 2 || list[0].ID != ids[0] || list[1].ID != ids[1] || list[0].MaxUses != 1 || list[0].Revoked {
		o.Errorf("the newest two are %+v", list)
	}
	before := len(o.acts())
	if err := o.Whole.RevokeInvitation(ctx, o.bo, ids[0], o.now); !errors.Is(err, auth.ErrNoInvitation) {
		o.Errorf("somebody else's: %v", err)
	}
	for range 2 {
		o.must(o.Whole.RevokeInvitation(ctx, o.ana, ids[0], o.now))
	}
	list, err = o.Whole.Invitations(ctx, o.ana, 9)
	o.must(err)
	if got := []bool{list[0].Revoked, list[1].Revoked, list[2].Revoked}; !slices.Equal(got, []bool{true, false, false}) || len(o.acts()) != before+1 {
		o.Errorf("taken back: %v, with %d lines", got, len(o.acts())-before)
	}
}

func acceptedInvitations(o *office) {
	o.people()
	id, token := o.invite(o.bo, 5) // whose key is between those of the others
	var chats []messenger.ChatID
	for _, user := range []auth.UserID{o.ana, o.cy} {
		_, err := o.UseInvitation(ctx, auth.UseInvitation{Token: token, User: user, At: o.now, Guard: usesLeft})
		o.must(err)
		if list, err := o.AcceptedInvitations(ctx, o.bo, 9); err != nil || len(list) != len(chats) {
			o.Errorf("without a chat: %+v, %v", list, err)
		}
		opened, err := o.CreateDirectChat(ctx, messenger.CreateDirectChat{Actor: user, With: o.bo, ID: messenger.NewID(), At: o.now})
		o.must(err)
		chats = append(chats, opened.Row.Chat)
		o.now = o.now.Add(time.Second)
	}
	list, err := o.AcceptedInvitations(ctx, o.bo, 9)
	o.must(err)
	if len(list) != 2 || list[0].User != o.cy || list[0].Chat != chats[1] || list[1].User != o.ana || list[1].Chat != chats[0] ||
		list[0].Invitation != [16]byte(id) || !list[0].At.Equal(o.now.Add(-time.Second)) {
		o.Errorf("accepted: %+v", list)
	}
	if list, err := o.AcceptedInvitations(ctx, o.ana, 9); err != nil || len(list) != 0 {
		o.Errorf("of somebody else: %+v, %v", list, err)
	}
}
