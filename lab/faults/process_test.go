package main

import (
	"os/exec"
	"testing"
)

func TestAServerThatEndedByItselfIsNoticed(t *testing.T) {
	for command, killed := range map[string]bool{"exec sleep 60": true, "exit 70": false, "kill -TERM $$": false} {
		p := &process{command: exec.Command("sh", "-c", command)}
		out, err := p.command.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.command.Start(); err != nil {
			t.Fatal(err)
		}
		if !killed {
			out.Read(make([]byte, 1)) // until it is gone
		}
		if err := p.kill(); (err == nil) != killed {
			t.Errorf("%s: %v", command, err)
		}
	}
}
