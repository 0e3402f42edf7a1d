// Package command carries out what clients ask for: a strictly read request becomes one call of the domain, its answer a
// reply of the wire. Both doors call it, so that a command means the same on either.
//
// There is one function per command. It checks sizes and limits, converts, and calls; rules about who may do what are the
// messenger's and are decided inside the act's transaction. It holds no state but who searches now, and owns no goroutine beyond a call.
//
// A refusal becomes an error of the wire with the code of the same word (failure.go, the only place). Whatever else fails
// is logged with its cause and a request id, and the client is told only that id. A panic in a command ends that command.
package command

import (
	"context"
	"log/slog"
	"runtime/debug"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Accounts is the part of auth that has commands.
type Accounts interface {
	// CreateInvitation makes an invitation and shows its token, which is kept nowhere.
	CreateInvitation(ctx context.Context, actor auth.Actor, n auth.NewInvitation) (auth.CreatedInvitation, error)
	// Invitations lists the actor's own, the newest first.
	Invitations(ctx context.Context, actor auth.Actor) ([]auth.Invitation, error)
	// RevokeInvitation takes one of the actor's own back.
	RevokeInvitation(ctx context.Context, actor auth.Actor, id auth.InvitationID) error
	// AcceptInvitation uses an invitation and opens the chat with the inviter.
	AcceptInvitation(ctx context.Context, actor auth.Actor, token string) (auth.ChatID, error)
	// AcceptedInvitations lists who came through the actor's invitations, the newest first.
	AcceptedInvitations(ctx context.Context, actor auth.Actor, limit int) ([]messenger.AcceptedInvitation, error)

	Administration
	Programs
	OwnDevices
}

// Options are the settings that commands tell clients about.
type Options struct {
	// Directory says whether everyone may list everyone, where accounts are made this way.
	Directory func(auth.Registration) bool
	// Operation is what administrators are told of the program.
	Operation Operation
	// BaseURL is what links begin with, without a slash at the end.
	BaseURL string
	// QueueKeep is how long an undelivered message waits for its recipient (C25).
	QueueKeep time.Duration
	// Files takes uploads in and hands them out; nil where the server takes none.
	Files Files
	// Links finds out what links are about; nil where the server looks at none.
	Links Links
	// Push tells devices whose page is closed; nil where the server sends no pushes.
	Push Push
	// FileBytes is how large one may be.
	FileBytes int64
	// Observe is told how each command ended: the code is empty when it succeeded. It may be nil.
	Observe func(command, code string, took time.Duration)
	Log     *slog.Logger
}

// Set is all commands. It is safe for use by many goroutines.
type Set struct {
	messenger *messenger.Messenger
	accounts  Accounts
	limits    Limits
	searches  *limit.Gate
	options   Options
	log       *slog.Logger
}

// How many searches go on at once on this node, and how many wait.
const (
	searchesAtOnce  = 8
	searchesWaiting = 64
)

// New makes the commands over the domain.
func New(m *messenger.Messenger, accounts Accounts, limits Limits, options Options) *Set {
	return &Set{
		messenger: m, accounts: accounts, limits: limits, searches: limit.NewGate(searchesAtOnce, searchesWaiting), options: options, log: options.Log,
	}
}

// handler reads a request and carries it out.
type handler func(ctx context.Context, s *Set, actor auth.Actor, body []byte) (any, error)

// handles is the adapter from a method to a handler: it reads the request strictly.
func handles[Request, Reply any](do func(*Set, context.Context, auth.Actor, Request) (Reply, error)) handler {
	return func(ctx context.Context, s *Set, actor auth.Actor, body []byte) (any, error) {
		request, refused := protocol.Decode[Request](body)
		if refused != nil {
			return nil, refused
		}
		return do(s, ctx, actor, request)
	}
}

var handlers = map[string]handler{
	"account.since":           handles((*Set).accountSince),
	"heads.list":              handles((*Set).listHeads),
	"chat.open":               handles((*Set).openChat),
	"message.send":            handles((*Set).sendMessages),
	"message.edit":            handles((*Set).editMessage),
	"message.delete":          handles((*Set).deleteMessage),
	"message.react":           handles((*Set).reactToMessage),
	"message.reactions":       handles((*Set).listReactions),
	"message.info":            handles((*Set).messageInfo),
	"message.star":            handles((*Set).starMessages),
	"message.hide":            handles((*Set).hideMessages),
	"star.list":               handles((*Set).listStars),
	"message.pin":             handles((*Set).pinMessage),
	"message.unpin":           handles((*Set).unpinMessage),
	"history.read":            handles((*Set).readHistory),
	"changes.read":            handles((*Set).readChanges),
	"message.search":          handles((*Set).searchMessages),
	"receipt.mark":            handles((*Set).markReceipts),
	"expired.show":            handles((*Set).showExpired),
	"draft.set":               handles((*Set).setDraft),
	"link.preview":            handles((*Set).previewLink),
	"profile.picture":         handles((*Set).setPicture),
	"group.picture":           handles((*Set).setGroupPicture),
	"chat.timer":              handles((*Set).setTimer),
	"import.begin":            handles((*Set).beginImport),
	"import.messages":         handles((*Set).importMessages),
	"import.end":              handles((*Set).endImport),
	"person.claim":            handles((*Set).claimPerson),
	"push.key":                handles((*Set).pushKey),
	"push.subscribe":          handles((*Set).subscribePush),
	"push.unsubscribe":        handles((*Set).unsubscribePush),
	"session.list":            handles((*Set).listDevices),
	"session.revoke":          handles((*Set).revokeDevice),
	"session.revoke_others":   handles((*Set).revokeOtherDevices),
	"settings.set":            handles((*Set).setSetting),
	"file.begin":              handles((*Set).beginFile),
	"message.played":          handles((*Set).playedMessage),
	"profile.set":             handles((*Set).setProfile),
	"person.seen_as":          handles((*Set).seenAs),
	"chat.set":                handles((*Set).setChat),
	"chat.clear":              handles((*Set).clearChat),
	"person.block":            handles((*Set).block),
	"person.blocked_list":     handles((*Set).listBlocked),
	"person.unblock":          handles((*Set).unblock),
	"typing.set":              handles((*Set).setTyping),
	"group.create":            handles((*Set).createGroup),
	"group.add":               handles((*Set).addToGroup),
	"group.remove":            handles((*Set).removeFromGroup),
	"group.leave":             handles((*Set).leaveGroup),
	"group.members":           handles((*Set).groupMembers),
	"group.change":            handles((*Set).changeGroup),
	"group.configure":         handles((*Set).configureGroup),
	"group.role":              handles((*Set).setGroupRole),
	"group.link_create":       handles((*Set).createGroupLink),
	"group.link_list":         handles((*Set).listGroupLinks),
	"group.link_revoke":       handles((*Set).revokeGroupLink),
	"group.requests":          handles((*Set).joinRequests),
	"group.answer":            handles((*Set).answerRequest),
	"person.find":             handles((*Set).findPerson),
	"person.list":             handles((*Set).listPeople),
	"person.get":              handles((*Set).getPeople),
	"admin.overview":          handles((*Set).adminOverview),
	"admin.register":          handles((*Set).adminRegister),
	"admin.people":            handles((*Set).adminPeople),
	"admin.person_change":     handles((*Set).adminPersonChange),
	"admin.reset_link":        handles((*Set).adminResetLink),
	"admin.invitations":       handles((*Set).adminInvitations),
	"admin.invitation_revoke": handles((*Set).adminInvitationRevoke),
	"admin.audit":             handles((*Set).adminAudit),
	"admin.doctor":            handles((*Set).adminDoctor),
	"invitation.create":       handles((*Set).createInvitation),
	"invitation.list":         handles((*Set).listInvitations),
	"invitation.revoke":       handles((*Set).revokeInvitation),
	"invitation.accept":       handles((*Set).acceptInvitation),
	"token.create":            handles((*Set).createToken),
	"token.list":              handles((*Set).listTokens),
	"token.revoke":            handles((*Set).revokeToken),
	"bot.create":              handles((*Set).createBot),
	"bot.list":                handles((*Set).listBots),
	"bot.revoke":              handles((*Set).revokeBot),
	"hook.create":             handles((*Set).createHook),
	"hook.list":               handles((*Set).listHooks),
	"hook.revoke":             handles((*Set).revokeHook),
}

// Has tells whether a command of this name is carried out here.
func Has(name string) bool { return handlers[name] != nil }

// Do carries out a command for an actor. It returns the reply, or why there is none.
func (s *Set) Do(ctx context.Context, actor auth.Actor, name string, body []byte) (any, *protocol.Error) {
	handle := handlers[name]
	if handle == nil {
		return nil, refusal(protocol.CodeUnknownType)
	}
	return attempt(ctx, s, name, func(ctx context.Context) (any, error) { return handle(ctx, s, actor, body) })
}

// attempt is the wall round every command: errors become those of the wire, and a panic becomes one too.
func attempt[Reply any](ctx context.Context, s *Set, name string, do func(context.Context) (Reply, error)) (reply Reply, refused *protocol.Error) {
	ctx = withRequestID(ctx)
	begun := time.Now()
	defer func() {
		if cause := recover(); cause != nil {
			s.log.ErrorContext(ctx, "command panicked", "command", name, "request_id", RequestID(ctx),
				"cause", cause, "stack", string(debug.Stack()))
			var none Reply
			reply, refused = none, internal(ctx)
		}
		s.ended(ctx, name, refused, time.Since(begun))
	}()
	reply, err := do(ctx)
	if err != nil {
		var none Reply
		return none, s.failure(ctx, name, err)
	}
	return reply, nil
}
