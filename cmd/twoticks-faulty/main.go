// Command twoticks-faulty is twoticks serve with a store that fails when it is told to, for the fault laboratory and for
// tests of what people see then. It is the same program in everything else: the failures stand between its store and its
// circuit breaker. It is never released: whoever reaches its control address can kill it.
//
//	twoticks-faulty [serve] [settings of twoticks serve] [--control 127.0.0.1:0]
//
// The control address (TWOTICKS_FAULTY_CONTROL, or the flag) must be of this machine; the first line that the program
// prints says which it is. POST /faults with a fault makes one, DELETE /faults takes all back, GET /faults tells them and
// how many calls of each act reached the store. See fault for its fields.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/store/around"
)

func main() {
	syscall.Umask(0o077)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "twoticks-faulty: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) > 0 && args[0] == "serve" {
		args = args[1:]
	}
	control := os.Getenv("TWOTICKS_FAULTY_CONTROL")
	if control == "" {
		control = "127.0.0.1:0"
	}
	c, rest, err := config.Load(args, os.LookupEnv, func(f *flag.FlagSet) {
		f.StringVar(&control, "control", control, "where failures are ordered")
	})
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return errors.New("it takes settings only, not " + rest[0])
	}
	listener, err := listenHere(control)
	if err != nil {
		return err
	}
	faults := newFaults()
	server := &http.Server{Handler: faults.handler(), ReadHeaderTimeout: 5 * time.Second}
	go server.Serve(listener) // to the end of the process
	defer server.Close()
	fmt.Printf("Faults are ordered at http://%s/faults\n", listener.Addr())
	return app.Run(context.Background(), c, app.Options{
		Log:  slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: c.LogLevel})),
		Wrap: func(inner around.Port) around.Port { return newStore(inner, faults) },
	}, os.Stdout)
}

// listenHere takes an address that only this machine can reach.
func listenHere(address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	if tcp, ok := listener.Addr().(*net.TCPAddr); !ok || !tcp.IP.IsLoopback() {
		listener.Close()
		return nil, errors.New("the control address must be of this machine, such as 127.0.0.1:0")
	}
	return listener, nil
}
