package config

import "testing"

func TestWhatFollowsFromADomain(t *testing.T) {
	for _, c := range []struct {
		name                     string
		args                     []string
		listen, plain, publicURL string
	}{
		{"nothing", nil, "localhost:8080", "", ""},
		{"a domain", []string{"--domain", "Chat.Example.org"}, ":443", ":80", "https://chat.example.org"},
		{"a domain with letters of another alphabet", []string{"--domain", "bücher.example"}, ":443", ":80", "https://xn--bcher-kva.example"},
		{"a domain on other ports", []string{"--domain", "chat.example.org", "--listen", "0.0.0.0:8443", "--http-listen", "0.0.0.0:8080",
			"--public-url", "https://chat.example.org:8443"}, "0.0.0.0:8443", "0.0.0.0:8080", "https://chat.example.org:8443"},
		{"a domain without plain HTTP", []string{"--domain", "chat.example.org", "--http-listen", "off"}, ":443", "", "https://chat.example.org"},
		{"a certificate", []string{"--tls-cert", "c", "--tls-key", "k"}, "localhost:8080", "", ""},
		{"plain HTTP beside nothing", []string{"--http-listen", "localhost:80"}, "localhost:8080", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _, err := Load(c.args, env(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got.Listen != c.listen || got.HTTPListen != c.plain || got.PublicURL != c.publicURL {
				t.Errorf("it listens on %q and %q, and is %q", got.Listen, got.HTTPListen, got.PublicURL)
			}
		})
	}
}
