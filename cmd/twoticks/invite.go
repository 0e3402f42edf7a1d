package main

import (
	"context"
	"flag"
	"fmt"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var invitation struct {
	from       string
	uses, days int
}

var invite = subcommand{
	name: "invite", usage: "invite [-from @handle] [-uses 1] [-days 7]", doc: "make the link of an invitation",
	flags: func(f *flag.FlagSet) {
		f.StringVar(&invitation.from, "from", "", "")
		f.IntVar(&invitation.uses, "uses", 1, "")
		f.IntVar(&invitation.days, "days", 7, "")
	},
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) > 0 {
			return usageError("invite does not take " + args[0])
		}
		if invitation.uses < 1 || invitation.uses > 1000 || invitation.days < 1 || invitation.days > 90 {
			return usageError("an invitation is good for 1 to 1000 uses and for 1 to 90 days")
		}
		link, err := app.Invite(ctx, c, invitation.from, invitation.uses, time.Duration(invitation.days)*24*time.Hour)
		if err == nil {
			fmt.Println(link)
		}
		return err
	},
}
