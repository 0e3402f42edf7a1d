package app

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"syscall"
)

// listen takes the address, or says in one line why it cannot be had, and which variable sets it.
func listen(variable, address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	host, port, _ := net.SplitHostPort(address) // config has validated it
	var dns *net.DNSError
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port %s is already in use: stop the other program or set %s=%s", port, variable, nextTo(host, port))
	case errors.Is(err, os.ErrPermission):
		return nil, fmt.Errorf("port %s may not be used without more rights: give the program CAP_NET_BIND_SERVICE or set %s=%s", port, variable, net.JoinHostPort(host, "8080"))
	case errors.Is(err, syscall.EADDRNOTAVAIL), errors.As(err, &dns):
		return nil, fmt.Errorf("%s is not an address of this machine: set %s to one that is, such as localhost:%s", host, variable, port)
	}
	return nil, fmt.Errorf("cannot listen on %s: %w", address, err)
}

// nextTo proposes a port that may be free.
func nextTo(host, port string) string {
	n, err := strconv.Atoi(port)
	if err != nil || n >= 65535 {
		n = 8080
	}
	return net.JoinHostPort(host, strconv.Itoa(n+1))
}

// maxConnections leaves a part of the files that this process may open to the store, to requests and to what comes up.
func maxConnections() int {
	const (
		most  = 50_000
		least = 64
		kept  = 256
	)
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		return most
	}
	return int(min(most, max(least, files.Cur/5*4-min(kept, files.Cur/5*4))))
}
