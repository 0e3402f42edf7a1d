package main

import (
	"os/exec"
	"testing"
)

func TestAServerThatEndedByItselfIsNoticed(t *testing.T) {
	for command, killed := range map[string]bool{"exec sleep 60": true, "exit 70": false, "kill -TERM $$": false} {
		p := &process{}
		if err := p.launch(exec.Command("sh", "-c", command)); err != nil {
			t.Fatal(err)
		}
		if !killed {
			<-p.ended
		}
		if err := p.kill(); (err == nil) != killed {
			t.Errorf("%s: %v", command, err)
		}
	}
}
