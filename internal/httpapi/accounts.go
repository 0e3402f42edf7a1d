package httpapi

import (
	"context"
	"net/http"
	"strings"

	"twoticks/internal/auth"
	"twoticks/internal/command"
	"twoticks/protocol"
)

// call is one request to a command of this door.
type call struct {
	*Server
	w     http.ResponseWriter
	r     *http.Request
	actor auth.Actor
	body  []byte
}

// doors are the commands that exist over HTTP only: they set cookies, or need none, or
// wait, or go by the address of who asks.
var doors = map[string]func(context.Context, *call) (any, error){
	"account.create":     door((*call).createAccount),
	"session.create":     door((*call).createSession),
	"session.end":        door((*call).endSession),
	"session.get":        door((*call).getSession),
	"password.change":    door((*call).changePassword),
	"account.delete":     door((*call).deleteAccount),
	"invitation.look_up": door((*call).lookUpInvitation),
	"group.link_look_up": door((*call).lookUpGroupLink),
	"group.join":         door((*call).joinGroup),
	"password.reset":     door((*call).resetPassword),
	"sync.wait":          door((*call).waitForSync),
}

// door reads the request strictly.
func door[Request, Reply any](do func(*call, context.Context, Request) (Reply, error)) func(context.Context, *call) (any, error) {
	return func(ctx context.Context, c *call) (any, error) {
		request, refused := protocol.Decode[Request](c.body)
		if refused != nil {
			return nil, refused
		}
		return do(c, ctx, request)
	}
}

func (c *call) createAccount(ctx context.Context, r protocol.AccountCreate) (protocol.SignedIn, error) {
	in, err := c.Auth.CreateAccount(ctx, c.clientOf(), auth.NewAccount{
		Name: r.Name, Handle: r.Handle, Password: r.Password, Invitation: r.Invitation, SetUp: r.SetUp,
	})
	if err != nil {
		return protocol.SignedIn{}, err
	}
	return c.signedIn(ctx, in), nil
}

func (c *call) createSession(ctx context.Context, r protocol.SessionCreate) (protocol.SignedIn, error) {
	in, err := c.Auth.SignIn(ctx, c.clientOf(), strings.TrimPrefix(r.Handle, "@"), r.Password)
	if err != nil {
		return protocol.SignedIn{}, err
	}
	return c.signedIn(ctx, in), nil
}

// signedIn hands the secrets to the device. A session that this browser had before ends: its cookie is gone.
func (c *call) signedIn(ctx context.Context, in auth.SignedIn) protocol.SignedIn {
	if c.actor.Session != (auth.SessionID{}) {
		if err := c.Auth.EndSession(ctx, c.actor.Session); err != nil {
			c.Log.WarnContext(ctx, "the session before was not ended", "error", err)
		}
	}
	c.setCookie(c.w, c.r, sessionCookie, in.Token)
	c.setCookie(c.w, c.r, deviceCookie, in.DeviceToken)
	return protocol.SignedIn{
		Me: person(in.Account), Role: role(in.Account), Chat: protocol.ChatID(in.Chat),
	}
}

// endSession signs out, and has the browser forget what it kept for this site.
func (c *call) endSession(ctx context.Context, _ protocol.SessionEnd) (protocol.Done, error) {
	if err := c.Auth.EndSession(ctx, c.actor.Session); err != nil {
		return protocol.Done{}, err
	}
	c.forgetDevice()
	return protocol.Done{}, nil
}

// forgetDevice has the browser forget who was signed in, and what it kept.
func (c *call) forgetDevice() {
	c.setCookie(c.w, c.r, sessionCookie, "")
	c.w.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// changePassword and deleteAccount are of this door, since tries are counted by where they come from.
func (c *call) changePassword(ctx context.Context, r protocol.PasswordChange) (protocol.Done, error) {
	return protocol.Done{}, c.Auth.ChangePassword(ctx, c.clientOf(), c.actor, r.Old, r.New)
}

func (c *call) deleteAccount(ctx context.Context, r protocol.AccountDelete) (protocol.Done, error) {
	if err := c.Auth.DeleteAccount(ctx, c.clientOf(), c.actor, r.Handle, r.Password); err != nil {
		return protocol.Done{}, err
	}
	c.forgetDevice()
	return protocol.Done{}, nil
}

func (c *call) getSession(ctx context.Context, _ protocol.SessionGet) (protocol.SessionState, error) {
	state := protocol.SessionState{Registration: string(c.Auth.Registration(ctx))}
	if c.actor.User == (auth.UserID{}) {
		first, byLink, err := c.Auth.NeedsSetUp(ctx)
		state.SetUp, state.NeedsSetUpLink = first, byLink
		return state, err
	}
	account, err := c.Auth.Account(ctx, c.actor.User)
	if err != nil {
		return state, err
	}
	me := person(account)
	state.Me, state.Role = &me, role(account)
	return state, nil
}

func (c *call) lookUpInvitation(ctx context.Context, r protocol.InvitationLookUp) (protocol.InvitationFound, error) {
	found, err := c.Auth.LookUpInvitation(ctx, c.clientOf(), r.Token)
	if err != nil {
		return protocol.InvitationFound{}, err
	}
	return protocol.InvitationFound{Inviter: person(found.Inviter), ExpiresAt: found.Invitation.ExpiresAt.UnixMilli()}, nil
}

// lookUpGroupLink and joinGroup are here and not on the socket, because wrong tries are counted by address.
func (c *call) lookUpGroupLink(ctx context.Context, r protocol.GroupLinkLookUp) (found protocol.GroupLinkFound, err error) {
	err = c.Auth.TryToken(c.clientOf(), r.Token, func() error {
		found, err = c.Commands.LookUpGroupLink(ctx, c.actor, r.Token)
		return err
	})
	return found, err
}

func (c *call) joinGroup(ctx context.Context, r protocol.GroupJoin) (joined protocol.GroupJoined, err error) {
	err = c.Auth.TryToken(c.clientOf(), r.Token, func() error {
		joined, err = c.Commands.JoinGroup(ctx, c.actor, r.Token)
		return err
	})
	return joined, err
}

func (c *call) resetPassword(ctx context.Context, r protocol.PasswordReset) (protocol.Done, error) {
	return protocol.Done{}, c.Auth.ResetPassword(ctx, c.clientOf(), r.Token, r.Password)
}

// maxDevice bounds what is kept of how a device calls itself.
const maxDevice = 200

func (c *call) clientOf() auth.Client {
	device := strings.ToValidUTF8(c.r.UserAgent(), "")
	if len(device) > maxDevice {
		device = strings.ToValidUTF8(device[:maxDevice], "")
	}
	known, _ := c.cookie(c.r, deviceCookie)
	return auth.Client{Address: c.client(c.r), Device: device, DeviceToken: known}
}

func person(a auth.Account) protocol.Person {
	return protocol.Person{ID: protocol.UserID(a.User), Handle: a.Handle, Name: a.Name, Kind: "person", Version: a.Version}
}

func role(a auth.Account) string {
	return command.Role(auth.Actor{User: a.User, Administrator: a.Administrator})
}
