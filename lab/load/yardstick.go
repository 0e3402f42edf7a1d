package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"
)

// yardsticks are what the machine can do without us, measured before anything else: how many times a second 4 KiB can be
// appended to a file beside the data and made durable, and how many messages of 300 bytes a second the bare WebSocket
// library sends back to as many connections as there are pairs.
func (l *lab) yardsticks(ctx context.Context) (err error) {
	if l.report.Machine.Syncs, err = syncRate(l.folder); err != nil {
		return fmt.Errorf("the disk's yardstick: %w", err)
	}
	if l.report.Machine.Echoes, err = echoRate(ctx, 2*l.pairs, l.lasts/3); err != nil {
		return fmt.Errorf("the network's yardstick: %w", err)
	}
	l.report.add(figure{Name: "syncs", What: "the disk: 4 KiB appended and durable", Value: l.report.Machine.Syncs, Unit: "/s"})
	l.report.add(figure{Name: "echoes", What: "the bare WebSocket library: 300 bytes there and back", Value: l.report.Machine.Echoes, Unit: "/s"})
	return nil
}

func syncRate(folder string) (float64, error) {
	f, err := os.CreateTemp(folder, "yardstick-")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	block := make([]byte, 4096)
	n, begun := 0, time.Now()
	for time.Since(begun) < 2*time.Second {
		if _, err := f.Write(block); err != nil {
			return 0, err
		}
		if err := syscall.Fdatasync(int(f.Fd())); err != nil {
			return 0, err
		}
		n++
	}
	return float64(n) / time.Since(begun).Seconds(), nil
}

// echoRate has connections send a message and wait for it, each one after the other, to a server in this process.
func echoRate(ctx context.Context, connections int, lasts time.Duration) (float64, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := http.Server{Handler: http.HandlerFunc(echo), ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(listener)
	defer server.Close()
	ctx, cancel := context.WithTimeout(ctx, lasts)
	defer cancel()
	var came atomic.Int64
	var wait sync.WaitGroup
	errs := make([]error, connections)
	for i := range errs {
		wait.Go(func() { errs[i] = askEchoes(ctx, "ws://"+listener.Addr().String(), &came) })
	}
	wait.Wait()
	return float64(came.Load()) / lasts.Seconds(), errors.Join(errs...)
}

func echo(w http.ResponseWriter, r *http.Request) {
	socket, _, _, err := ws.UpgradeHTTP(r, w)
	if err != nil {
		return
	}
	defer socket.Close()
	for {
		text, err := wsutil.ReadClientText(socket)
		if err != nil || wsutil.WriteServerText(socket, text) != nil {
			return
		}
	}
}

func askEchoes(ctx context.Context, url string, came *atomic.Int64) error {
	socket, _, _, err := ws.Dial(ctx, url)
	if err != nil {
		return err
	}
	defer socket.Close()
	text := make([]byte, 300)
	for i := range text {
		text[i] = 'x'
	}
	for ctx.Err() == nil {
		if err := wsutil.WriteClientText(socket, text); err != nil {
			return err
		}
		if _, err := wsutil.ReadServerText(socket); err != nil {
			return err
		}
		came.Add(1)
	}
	return nil
}
