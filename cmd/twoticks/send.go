package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"twoticks/internal/app"
	"twoticks/internal/config"
)

var sending struct{ chat, as string }

// maxInput is more than a message may have, so that one that is too long is refused as such.
const maxInput = 32 << 10

var send = subcommand{
	name: "send", usage: `send [-as NAME] @handle|-chat ID [TEXT]`,
	doc: "say something as a bot; without TEXT, what comes in",
	flags: func(f *flag.FlagSet) {
		f.StringVar(&sending.chat, "chat", "", "")
		f.StringVar(&sending.as, "as", "", "")
	},
	run: func(ctx context.Context, c config.Config, args []string) error {
		m := app.Message{Chat: sending.chat, As: sending.as}
		if m.Chat == "" {
			if len(args) == 0 || !strings.HasPrefix(args[0], "@") {
				return usageError("send needs to know to whom")
			}
			m.To, args = args[0], args[1:]
		}
		switch len(args) {
		case 0:
			text, err := io.ReadAll(io.LimitReader(os.Stdin, maxInput))
			if err != nil {
				return err
			}
			m.Text = strings.TrimRight(string(text), "\r\n")
		case 1:
			m.Text = args[0]
		default:
			return usageError("send takes one text: put it in quotation marks")
		}
		sent, err := app.Send(ctx, c, m)
		if err == nil {
			fmt.Printf("sent: %s %d\n", sent.Chat, sent.Seq)
		}
		return err
	},
}
