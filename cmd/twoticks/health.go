package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"twoticks/internal/config"
)

// healthWithin is how long the server may take to answer; readiness itself waits two seconds for the store.
const healthWithin = 4 * time.Second

var health = subcommand{
	name: "health", usage: "health", doc: "ask the server on this machine whether it is ready, for containers",
	run: func(ctx context.Context, c config.Config, args []string) error {
		if len(args) > 0 {
			return usageError("health does not take " + args[0])
		}
		ctx, cancel := context.WithTimeout(ctx, healthWithin)
		defer cancel()
		return askReady(ctx, c)
	},
}

// askReady asks where the settings say that the server listens.
func askReady(ctx context.Context, c config.Config) error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return err
	}
	if address := net.ParseIP(host); host == "" || address != nil && address.IsUnspecified() {
		host = "localhost"
	}
	scheme, transport := "http", &http.Transport{DisableKeepAlives: true, Proxy: nil}
	if c.TLS() {
		scheme = "https"
		// The question is whether the server answers here. Whether its certificate is good for others, the doctor asks.
		transport.TLSClientConfig = &tls.Config{ServerName: c.Domain, InsecureSkipVerify: true}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	if c.Domain != "" {
		request.Host = c.Domain
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		return errors.New("the server does not answer at " + net.JoinHostPort(host, port))
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 4<<10))
	if err != nil {
		return errors.New("the answer of the server broke off")
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", strings.TrimSpace(string(body)))
	}
	fmt.Println(strings.TrimSpace(string(body)))
	return nil
}
