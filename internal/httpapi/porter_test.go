package httpapi

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClientAddress(t *testing.T) {
	p, err := newPorter(Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, remote, forwarded, want string }{
		{"nobody in between", "203.0.113.7:1", "", "203.0.113.7"},
		{"a stranger claims to ask for another", "203.0.113.7:1", "198.51.100.1", "203.0.113.7"},
		{"a proxy of ours", "10.1.2.3:1", "198.51.100.1", "198.51.100.1"},
		{"two proxies of ours", "10.1.2.3:1", "198.51.100.1, 10.9.9.9", "198.51.100.1"},
		{"a client that wrote the header itself", "10.1.2.3:1", "127.0.0.1, 198.51.100.1", "198.51.100.1"},
		{"a proxy of ours with garbage", "10.1.2.3:1", "nonsense", "10.1.2.3"},
		{"a proxy of ours without the header", "10.1.2.3:1", "", "10.1.2.3"},
		{"an address of version 4 written as 6", "[::ffff:203.0.113.7]:1", "", "203.0.113.7"},
		{"a proxy by version 6", "[::1]:1", "2001:db8::1", "2001:db8::1"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.remote
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := p.client(r).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestHosts(t *testing.T) {
	p, err := newPorter(Config{PublicURL: "https://chat.example.org", Hosts: []string{"Chat.lan"}})
	if err != nil {
		t.Fatal(err)
	}
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8080": true, "127.0.0.1:8080": true, "[::1]:8080": true, "192.168.1.5": true,
		"chat.lan:8080": true, "CHAT.LAN": true, "chat.example.org": true,
		"": false, "example.org": false, "evil.example": false, "localhost.evil.example": false, "chat.example.org.evil": false,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Host = host
		if got := p.hostAllowed(r); got != want {
			t.Errorf("host %q: %v", host, got)
		}
	}
}

func FuzzForwardedFor(f *testing.F) {
	p, err := newPorter(Config{TrustedProxies: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add("198.51.100.1, 10.9.9.9")
	f.Add(",,,::1%eth0,")
	f.Fuzz(func(t *testing.T, value string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = "10.0.0.1:1"
		r.Header["X-Forwarded-For"] = []string{value}
		if !p.client(r).IsValid() {
			t.Errorf("no address comes of %q", value)
		}
	})
}
