package storetest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/messenger"
)

// RunPrograms holds an adapter to what the ports say of tokens, bots and hooks. The function opens an empty store, which is
// closed by its test's cleanup.
func RunPrograms(t *testing.T, open func(t *testing.T) Whole) {
	for _, c := range []struct {
		name string
		run  func(*office)
	}{
		{"a token is a session of its user's, listed, counted and taken back", tokensOfOne},
		{"nobody keeps more tokens than they may, also at once", tokensAtOnce},
		{"bots have handles like people, and a number that they may be", makeBots},
		{"a bot that ended is nobody, and its tokens are void", endBot},
		{"a hook is found by its secret until it is taken back", useHook},
		{"who may not decide about a chat's hooks neither makes nor sees one", guardHooks},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := &office{T: t, Whole: open(t), now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
			o.people()
			c.run(o)
		})
	}
}

// token is a session of a program's.
func (o *office) token(user auth.UserID) auth.Session {
	s := o.session(user)
	s.Device, s.Scopes = "a program", 1
	return s
}

func tokensOfOne(o *office) {
	first, second := o.token(o.ana), o.token(o.ana)
	second.CreatedAt = o.now.Add(time.Second)
	for _, s := range []auth.Session{first, second} {
		o.must(o.Whole.CreateToken(ctx, auth.CreateToken{Session: s, By: o.ana, Max: 2}))
	}
	if err := o.Whole.CreateToken(ctx, auth.CreateToken{Session: o.token(o.ana), By: o.ana, Max: 2}); !errors.Is(err, auth.ErrTooManyKept) {
		o.Errorf("one too many: %v", err)
	}
	list, err := o.Whole.Tokens(ctx, o.ana)
	if err != nil || len(list) != 2 || list[0].ID != second.ID || list[1].ID != first.ID || list[1].Scopes != 1 || list[1].Device != "a program" {
		o.Errorf("Ana's are %+v, %v", list, err)
	}
	if list, err := o.Whole.Tokens(ctx, o.bo); err != nil || len(list) != 0 {
		o.Errorf("Bo's are %+v, %v", list, err)
	}
	o.must(o.Whole.EndToken(ctx, auth.EndToken{User: o.bo, ID: first.ID, By: o.bo, At: o.now}))
	if !o.isIn(first) {
		o.Error("somebody else took it back")
	}
	before := len(o.acts())
	for range 2 {
		o.must(o.Whole.EndToken(ctx, auth.EndToken{User: o.ana, ID: first.ID, By: o.ana, At: o.now}))
	}
	if o.isIn(first) || !o.isIn(second) || len(o.acts()) != before+1 {
		o.Errorf("taken back: %t, the other: %t, with %d lines", !o.isIn(first), !o.isIn(second), len(o.acts())-before)
	}
}

func tokensAtOnce(o *office) {
	if n := o.won(atOnce(6, func(int) error {
		return o.Whole.CreateToken(ctx, auth.CreateToken{Session: o.token(o.bo), By: o.bo, Max: 2})
	}), auth.ErrTooManyKept); n != 2 {
		o.Errorf("%d were made, want 2", n)
	}
}

// bot makes one.
func (o *office) bot(handle string, most int) (auth.Account, error) {
	return o.Whole.CreateBot(ctx, auth.CreateBot{
		User: auth.UserID(messenger.NewID()), Handle: handle, Name: "The " + handle, By: o.ana, Max: most, At: o.now,
	})
}

func makeBots(o *office) {
	made, err := o.bot("weather", 2)
	o.must(err)
	if got, err := o.AccountByID(ctx, made.User); err != nil || got != made || !made.Bot || made.Administrator {
		o.Errorf("the bot is %+v, %v, and was told as %+v", got, err, made)
	}
	for _, handle := range []string{"weather", "bo"} {
		if _, err := o.bot(handle, 9); !errors.Is(err, auth.ErrHandleTaken) {
			o.Errorf("a second %s: %v", handle, err)
		}
	}
	if n := o.won(atOnce(4, func(i int) error {
		_, err := o.bot("bot-"+string(rune('a'+i)), 2)
		return err
	}), auth.ErrTooManyKept); n != 1 {
		o.Errorf("%d more were made, want 1", n)
	}
	if list, err := o.Whole.Bots(ctx, 9); err != nil || len(list) != 2 || list[1].Handle != "weather" {
		o.Errorf("the bots are %+v, %v", list, err)
	}
	if p, err := o.PersonByHandle(ctx, "weather"); err != nil || !p.Bot {
		o.Errorf("to people it is %+v, %v", p, err)
	}
}

func endBot(o *office) {
	made, err := o.bot("weather", 2)
	o.must(err)
	token := o.token(made.User)
	o.must(o.Whole.CreateToken(ctx, auth.CreateToken{Session: token, By: o.ana, Max: 1}))
	before := len(o.acts())
	for i := range 2 {
		ended, err := o.Whole.EndBot(ctx, auth.EndBot{User: made.User, By: o.ana, At: o.now})
		o.must(err)
		if i == 0 && (len(ended) != 1 || ended[0] != token.ID) || i == 1 && len(ended) != 0 {
			o.Errorf("the %d. time %d sessions ended", i+1, len(ended))
		}
	}
	if o.isIn(token) || len(o.acts()) != before+1 {
		o.Errorf("its token is in: %t, with %d lines", o.isIn(token), len(o.acts())-before)
	}
	if _, err := o.AccountByHandle(ctx, "weather"); !errors.Is(err, auth.ErrNoAccount) {
		o.Errorf("it is still found: %v", err)
	}
	for _, user := range []auth.UserID{o.bo, auth.UserID(messenger.NewID())} {
		if _, err := o.Whole.EndBot(ctx, auth.EndBot{User: user, By: o.ana, At: o.now}); !errors.Is(err, auth.ErrNoAccount) {
			o.Errorf("what is no bot: %v", err)
		}
	}
}

// club is a group of Ana, who administers it, and Bo.
func (o *office) club() messenger.ChatID {
	o.Helper()
	opened, err := o.CreateGroup(ctx, messenger.CreateGroup{
		Actor: o.ana, ID: messenger.NewID(), Name: "Garden", Members: []messenger.UserID{o.bo}, At: o.now,
	})
	o.must(err)
	return opened.Row.Chat
}

func (o *office) newHook(actor messenger.UserID, chat messenger.ChatID) messenger.CreateHook {
	id, bot := messenger.NewID(), messenger.NewID()
	return messenger.CreateHook{
		Actor: actor, Token: messenger.HookTokenHash(append(id[:], id[:]...)), Max: 2, Guard: messenger.MayHook,
		Hook: messenger.Hook{
			ID: messenger.HookID(id), Chat: chat, CreatedBy: actor, CreatedAt: o.now,
			Bot: messenger.Person{ID: messenger.UserID(bot), Handle: fmt.Sprintf("hook.%x", bot[:8]), Name: "Build", Bot: true, Version: 1},
		},
	}
}

func useHook(o *office) {
	chat := o.club()
	first, second := o.newHook(o.ana, chat), o.newHook(o.ana, chat)
	second.Hook.CreatedAt = o.now.Add(time.Second)
	o.must(o.Whole.CreateHook(ctx, first))
	o.must(o.Whole.CreateHook(ctx, second))
	if err := o.Whole.CreateHook(ctx, o.newHook(o.ana, chat)); !errors.Is(err, messenger.ErrTooManyKept) {
		o.Errorf("one too many: %v", err)
	}
	if got, err := o.HookByToken(ctx, first.Token); err != nil || got != first.Hook {
		o.Errorf("found %+v, %v; want %+v", got, err, first.Hook)
	}
	hooks, err := o.Whole.Hooks(ctx, o.ana, chat, messenger.MayHook)
	if err != nil || len(hooks.List) != 2 || hooks.List[0] != second.Hook || hooks.List[1] != first.Hook {
		o.Errorf("the hooks are %+v, %v", hooks, err)
	}
	if list, err := o.Whole.Bots(ctx, 9); err != nil || len(list) != 0 {
		o.Errorf("as bots there are %+v, %v", list, err)
	}
	before := len(o.acts())
	for range 2 {
		o.must(o.Whole.RevokeHook(ctx, messenger.RevokeHook{Actor: o.ana, Chat: chat, ID: first.Hook.ID, At: o.now, Guard: messenger.MayHook}))
	}
	if _, err := o.HookByToken(ctx, first.Token); !errors.Is(err, messenger.ErrHookNotFound) || len(o.acts()) != before+1 {
		o.Errorf("taken back, it is found: %v, with %d lines", err, len(o.acts())-before)
	}
	if _, err := o.HookByToken(ctx, second.Token); err != nil {
		o.Errorf("the other: %v", err)
	}
	err = o.Whole.RevokeHook(ctx, messenger.RevokeHook{Actor: o.ana, Chat: o.club(), ID: second.Hook.ID, At: o.now, Guard: messenger.MayHook})
	if !errors.Is(err, messenger.ErrHookNotFound) {
		o.Errorf("of another chat: %v", err)
	}
}

func guardHooks(o *office) {
	chat := o.club()
	for _, user := range []messenger.UserID{o.bo, o.cy} {
		refused := messenger.MayHook(messenger.Relation{Kind: messenger.Group, Member: user == o.bo, Role: messenger.PlainMember})
		if err := o.Whole.CreateHook(ctx, o.newHook(user, chat)); !errors.Is(err, refused) {
			o.Errorf("made: %v, want %v", err, refused)
		}
		if _, err := o.Whole.Hooks(ctx, user, chat, messenger.MayHook); !errors.Is(err, refused) {
			o.Errorf("seen: %v, want %v", err, refused)
		}
	}
	hooks, err := o.Whole.Hooks(ctx, o.ana, chat, messenger.MayHook)
	if err != nil || len(hooks.List) != 0 {
		o.Errorf("there are %+v, %v", hooks, err)
	}
}
