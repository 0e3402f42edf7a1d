package app

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/backup"
	"twoticks/internal/config"
	"twoticks/internal/doctor"
	"twoticks/internal/export"
	"twoticks/internal/httpapi"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// The operator's door: a unix socket in the data folder, which only the owner of that folder can open. The subcommands ask
// the running server through it; without a server they do the same themselves, holding the folder's lock meanwhile.

const operatorSocket = "admin.sock"

// operatorRequest asks for one thing.
type operatorRequest struct {
	// Act is "invite", "reset-link", or one of dataActs.
	Act string `json:"act"`
	// Handle is whose password, or who invites; empty for the first administrator.
	Handle    string        `json:"handle"`
	MaxUses   int           `json:"max_uses"`
	ExpiresIn time.Duration `json:"expires_in"`
	// File is what an act of dataActs reads or writes, as an absolute path.
	File string `json:"file,omitempty"`
	// Send is the message of the act "send".
	Send *Message `json:"send,omitempty"`
}

// operatorAnswer is a link, or what an act of dataActs did, or why there is none.
type operatorAnswer struct {
	Link  string `json:"link,omitempty"`
	Error string `json:"error,omitempty"`

	Backup   *backup.Status `json:"backup,omitempty"`
	Exported *export.Done   `json:"exported,omitempty"`
	Imported *auth.Imported `json:"imported,omitempty"`
	Sent     *Sent          `json:"sent,omitempty"`

	Findings []doctor.Finding `json:"findings,omitempty"`
}

func (a *App) serveOperator() {
	path := filepath.Join(a.config.Data, operatorSocket)
	os.Remove(path) // of a server that was killed: the lock says that none has it now
	listener, err := net.Listen("unix", path)
	if err == nil {
		err = os.Chmod(path, 0o600)
	}
	if err != nil {
		// Its path may be too long for the system. People can chat without it.
		a.log.Warn("twoticks invite and twoticks user will not work while this server runs", "error", err)
		return
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request operatorRequest
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, protocol.MaxFrame)).Decode(&request); err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		// Making a backup takes longer than a request may take to come in.
		http.NewResponseController(w).SetReadDeadline(time.Time{})
		json.NewEncoder(w).Encode(a.operate(r.Context(), request))
	})
	a.admin = httpapi.NewHTTPServer(handler, a.log)
	a.serve(a.admin, listener)
}

func (a *App) operate(ctx context.Context, r operatorRequest) operatorAnswer {
	if r.Act == "send" {
		return a.send(ctx, r)
	}
	if act := dataActs[r.Act]; act != nil {
		return act(ctx, a, r)
	}
	return operate(ctx, a.auth, r)
}

// operate carries out what an operator asks for, in words for a terminal.
func operate(ctx context.Context, accounts *auth.Auth, r operatorRequest) operatorAnswer {
	link, err := "", error(nil)
	switch handle := strings.TrimPrefix(r.Handle, "@"); r.Act {
	case "invite":
		if link, err = accounts.SetUpLink(ctx); link != "" || err != nil {
			break
		}
		var created auth.CreatedInvitation
		created, err = accounts.InviteAsOperator(ctx, handle, auth.NewInvitation{MaxUses: r.MaxUses, ExpiresIn: r.ExpiresIn})
		link = created.URL
	case "reset-link":
		link, err = accounts.CreateResetLink(ctx, handle)
	default:
		return operatorAnswer{Error: "this server does not know " + r.Act + ": use the same version of twoticks"}
	}
	return operatorAnswer{Link: link, Error: operatorWords(r, err)}
}

func operatorWords(r operatorRequest, err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, auth.ErrNoAccount) && r.Handle == "":
		return "nobody has an account yet: open the page and create the first one"
	case errors.Is(err, auth.ErrNoAccount):
		return "there is nobody with the handle " + r.Handle
	case errors.Is(err, auth.ErrRegistrationClosed):
		return "this server takes no new accounts: set TWOTICKS_REGISTRATION=invite"
	case errors.Is(err, messenger.ErrBadField):
		return "an invitation is good for 1 to 1000 uses and for a minute to 90 days"
	}
	return err.Error()
}

// Invite makes an invitation's link; on a server without accounts the set-up link.
func Invite(ctx context.Context, c config.Config, handle string, maxUses int, expiresIn time.Duration) (string, error) {
	return ask(ctx, c, operatorRequest{Act: "invite", Handle: handle, MaxUses: maxUses, ExpiresIn: expiresIn})
}

// ResetLink makes a one-time link for a new password.
func ResetLink(ctx context.Context, c config.Config, handle string) (string, error) {
	return ask(ctx, c, operatorRequest{Act: "reset-link", Handle: handle})
}

func ask(ctx context.Context, c config.Config, r operatorRequest) (string, error) {
	answer, err := askFor(ctx, c, r)
	return answer.Link, err
}

func askFor(ctx context.Context, c config.Config, r operatorRequest) (answer operatorAnswer, err error) {
	if _, err := os.Stat(filepath.Join(c.Data, databaseFile)); c.Database == "" && err != nil {
		return answer, errors.New("there is no Twoticks in the data folder " + c.Data + ": start the server first, or set TWOTICKS_DATA")
	}
	lock, err := lockData(c.Data)
	switch {
	case errors.Is(err, errInUse):
		answer, err = askServer(ctx, c, r)
	case err == nil:
		defer lock.release()
		answer, err = doItHere(ctx, c, r)
	}
	if err == nil && answer.Error != "" {
		err = errors.New(answer.Error)
	}
	return answer, err
}

func askServer(ctx context.Context, c config.Config, r operatorRequest) (answer operatorAnswer, err error) {
	body, err := json.Marshal(r)
	if err != nil {
		return answer, err
	}
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "unix", filepath.Join(c.Data, operatorSocket))
	}}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://operator/", strings.NewReader(string(body)))
	if err != nil {
		return answer, err
	}
	response, err := client.Do(request)
	if err != nil {
		return answer, errors.New("the running server does not answer: try again, or stop it first")
	}
	defer response.Body.Close()
	return answer, json.NewDecoder(response.Body).Decode(&answer)
}

// doItHere opens the store for one act. The links begin with the address that the server will have by the same settings.
func doItHere(ctx context.Context, c config.Config, r operatorRequest) (answer operatorAnswer, err error) {
	var o Options
	o.defaults()
	a := &App{config: c, log: o.Log, clock: o.Clock, policy: policyOf(c, addressOf(c.Listen))}
	if a.store, err = openStore(ctx, c, o.Log, nil); err != nil {
		return answer, err
	}
	defer a.store.Close()
	a.acts = a.store
	if a.auth, err = a.buildAuth(ctx, o, nil); err != nil {
		return answer, err
	}
	if r.Act == "invite" {
		// A set-up link lives in the memory of the server that printed it.
		if first, _, err := a.auth.NeedsSetUp(ctx); err != nil || first {
			return operatorAnswer{Error: "nobody has an account yet: start the server and do what it prints"}, err
		}
	}
	return a.operate(ctx, r), nil
}

func addressOf(listen string) net.Addr {
	addr, err := net.ResolveTCPAddr("tcp", listen)
	if err != nil {
		return nil
	}
	return addr
}
