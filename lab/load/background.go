package main

import (
	"context"
	"fmt"
	"time"
)

// background keeps a server that runs already busy at a steady rate until the context ends, and says on a line when it does;
// what is measured meanwhile is somebody else's. Its own messages are looked for at the end.
func (l *lab) background(ctx context.Context, url string, perS int) error {
	at := &place{nodes: []*node{{url: url}}}
	all, err := signUpPairs(ctx, at, l.pairs)
	if err != nil {
		return err
	}
	f := &flow{pairs: all}
	ended := f.begin(context.WithoutCancel(ctx), f.paced(time.Duration(len(all))*time.Second/time.Duration(perS)))
	pass(ctx, 2*time.Second)
	fmt.Printf("busy: %d messages/s\n", perS)
	<-ctx.Done()
	f.ending.Store(true)
	return ended()
}
