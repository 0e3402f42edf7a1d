package app

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"twoticks/internal/auth"
)

// Greet prints where the server is and what to do next.
func (a *App) Greet(ctx context.Context, out io.Writer) error {
	data, err := filepath.Abs(a.config.Data)
	if err != nil {
		data = a.config.Data
	}
	first, byLink, err := a.auth.NeedsSetUp(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\n  Twoticks is running at %s\n\n", a.policy.baseURL)
	fmt.Fprintf(out, "  Data      %s\n", data)
	fmt.Fprintf(out, "  Accounts  %s\n\n", registrationWords[a.policy.registration])
	switch {
	case byLink:
		link, err := a.auth.SetUpLink(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  Next: open this link within an hour and create the first account, the administrator's:\n  %s\n", link)
	case first:
		fmt.Fprintf(out, "  Next: open %s and create the first account; it becomes the administrator's.\n", a.policy.baseURL)
	default:
		fmt.Fprintf(out, "  Next: open %s\n", a.policy.baseURL)
	}
	if !a.hasPage {
		fmt.Fprintln(out, "  This program was built without the page: run make build for one with it.")
	}
	if !a.policy.https && !a.policy.loopback {
		fmt.Fprintln(out, "  Plain http: passwords and messages cross the network readable, and the sign-in cookie is not marked Secure.")
		fmt.Fprintln(out, "  For more than a trial give the server a name (--domain chat.example.org), or put a proxy with TLS in front and set TWOTICKS_PUBLIC_URL=https://…")
	} else if !a.policy.https {
		fmt.Fprintln(out, "  Plain http, reachable from this machine only: the sign-in cookie is not marked Secure.")
	}
	fmt.Fprintf(out, "  Stop with Ctrl+C.\n\n")
	return nil
}

var registrationWords = map[auth.Registration]string{
	auth.Open:   "anybody who can open this address can make one",
	auth.Invite: "by invitation: an administrator makes one in the settings, or with twoticks invite",
	auth.Closed: "closed: nobody can make a new one",
}
