package safehttp

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestPublic(t *testing.T) {
	for text, want := range map[string]bool{
		"8.8.8.8": true, "1.1.1.1": true, "2606:4700::1111": true, "198.20.0.1": true,
		"127.0.0.1": false, "127.8.8.8": false, "0.0.0.0": false, "0.1.2.3": false, "10.1.2.3": false, "172.16.0.1": false, "172.31.255.255": false,
		"192.168.1.1": false, "100.64.0.1": false, "169.254.169.254": false, "224.0.0.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"192.0.2.1": false, "198.18.0.1": false, "::": false, "::1": false, "fe80::1": false, "fd00:ec2::254": false, "ff02::1": false,
		"::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::127.0.0.1": false, "64:ff9b::7f00:1": false, "2002:7f00:1::": false,
		"2001:0:7f00:1::": false, "2001:db8::1": false, "fec0::1": false, "fe80::1%eth0": false,
	} {
		if got := Public(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s: public is %v", text, got)
		}
	}
}

// canary listens on loopback and counts who comes.
func canary(t *testing.T) (address string, seen *atomic.Int32) {
	t.Helper()
	seen = new(atomic.Int32)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			seen.Add(1)
			c.Close()
		}
	}()
	return listener.Addr().String(), seen
}

// Row 75 of the bad inputs: nothing private is asked, however it is written, and nobody is connected to.
func TestNothingPrivateIsReached(t *testing.T) {
	address, seen := canary(t)
	_, port, _ := net.SplitHostPort(address)
	client := New(Config{Schemes: []string{"http", "https"}, Ports: []string{"80", "443", port}, Timeout: 3 * time.Second, Redirects: 3})
	for _, host := range []string{
		"127.0.0.1", "localhost", "localhost.", "[::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "0.0.0.0", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
		"169.254.169.254", "10.0.0.1", "[fe80::1]", "[64:ff9b::127.0.0.1]",
	} {
		r, err := http.NewRequest("GET", "http://"+host+":"+port+"/", nil)
		if err != nil {
			continue // not even an address
		}
		answer, err := client.Do(r)
		if err == nil {
			answer.Body.Close()
			t.Errorf("%s answered", host)
		}
	}
	for _, address := range []string{
		"ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "http://user:secret@example.org/", "http://example.org:22/", "http:///nothing", "data:text/plain,x",
	} {
		answer, err := client.Get(address)
		if err == nil {
			answer.Body.Close()
		}
		if !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: %v", address, err)
		}
	}
	if n := seen.Load(); n != 0 {
		t.Errorf("%d connections came", n)
	}
}

// A name may have said something else a moment ago: what counts is the address that is connected to.
func TestNameThatMeansAPrivateAddress(t *testing.T) {
	address, seen := canary(t)
	g := guard{Config{Timeout: time.Second}}
	for _, network := range []string{"tcp", "tcp4"} {
		if c, err := g.dial(context.Background(), network, strings.Replace(address, "127.0.0.1", "localhost", 1)); err == nil {
			c.Close()
			t.Error("a name of this machine was connected to")
		} else if !errors.Is(err, ErrForbidden) {
			t.Errorf("%v", err)
		}
	}
	if n := seen.Load(); n != 0 {
		t.Errorf("%d connections came", n)
	}
}

func TestRedirects(t *testing.T) {
	private, seen := canary(t)
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/private":
			http.Redirect(w, r, "http://"+private+"/", http.StatusFound)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusFound)
		case "/for-ever":
			http.Redirect(w, r, "/for-ever", http.StatusFound)
		default:
			if r.Header.Get("Referer") != "" || r.Header.Get("Cookie") != "" {
				t.Error("something of the way was told")
			}
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		}
	}))
	defer server.Close()
	at, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := New(Config{Schemes: []string{"https"}, Ports: []string{"443"}, Timeout: 3 * time.Second, Redirects: 3, Except: []string{Origin(at)}})
	for _, path := range []string{"/private", "/file", "/for-ever"} {
		asked.Store(0)
		answer, err := client.Get(server.URL + path)
		if err == nil {
			answer.Body.Close()
		}
		if !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: %v", path, err)
		}
		if n := asked.Load(); n > 4 {
			t.Errorf("%s: asked %d times", path, n)
		}
	}
	for range 2 {
		answer, err := client.Get(server.URL + "/")
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	if n := seen.Load(); n != 0 {
		t.Errorf("%d connections came", n)
	}
}
