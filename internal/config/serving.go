package config

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// The addresses that a server has when nothing is said: plain for a trial, the usual ones once it has a name.
const (
	listenPlain  = "localhost:8080"
	listenDomain = ":443"
	httpDomain   = ":80"
)

// TLS tells whether the server speaks HTTPS by itself.
func (c Config) TLS() bool { return c.Domain != "" || c.TLSCert != "" }

// settle fills in what follows from several settings together, and refuses those that contradict each other.
func (c *Config) settle() error {
	switch {
	case c.Domain != "" && c.TLSCert != "":
		return problem("domain and tls_cert are both set: with domain the server gets its certificate by itself; remove one")
	case c.TLSCert != "" && c.TLSKey == "":
		return problem("tls_cert is set without tls_key: name the file with the certificate's key too")
	case c.TLSKey != "" && c.TLSCert == "":
		return problem("tls_key is set without tls_cert: name the file with the certificate too")
	case c.TLS() && strings.HasPrefix(c.PublicURL, "http://"):
		return problem("public_url %s begins with http://, but the server speaks HTTPS: make it https://", c.PublicURL)
	}
	if c.Listen == "" {
		c.Listen = listenPlain
		if c.Domain != "" {
			c.Listen = listenDomain
		}
	}
	if c.Domain != "" {
		if c.PublicURL == "" {
			c.PublicURL = "https://" + c.Domain
		}
		if c.HTTPListen == "" {
			c.HTTPListen = httpDomain
		}
	}
	if c.HTTPListen == "off" || !c.TLS() {
		c.HTTPListen = ""
	}
	return nil
}

func setDomain(c *Config, v string) error {
	if v == "" {
		c.Domain = ""
		return nil
	}
	name, err := idna.Lookup.ToASCII(v)
	if err != nil || !strings.Contains(name, ".") || strings.ContainsAny(name, "/:@ *") || isAddress(name) {
		return errors.New("it should be a name such as chat.example.org, without https:// and without a port")
	}
	c.Domain = name
	return nil
}

// isAddress: the last label of a name is never a number, that of an address of version 4 always is.
func isAddress(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	return last != "" && strings.Trim(last, "0123456789") == ""
}

func setTLSCert(c *Config, v string) error {
	c.TLSCert = v
	return checkFileName(v)
}

func setTLSKey(c *Config, v string) error {
	c.TLSKey = v
	return checkFileName(v)
}

// checkFileName refuses what is in a file where the name of one is meant: TWOTICKS_TLS_KEY_FILE, which is easily taken for it,
// names a file that has the name. A key must not come into a message.
func checkFileName(v string) error {
	if strings.ContainsAny(v, "\n\r") || strings.HasPrefix(v, "-----BEGIN") {
		return errors.New("it should be the name of a file, not what is in the file; the variable is without _FILE")
	}
	return nil
}

func setHTTPListen(c *Config, v string) error {
	if v != "" && v != "off" {
		if err := checkAddress(v); err != nil {
			return fmt.Errorf("%w, or off", err)
		}
	}
	c.HTTPListen = v
	return nil
}

func setMetricsListen(c *Config, v string) error {
	if v != "" {
		if err := checkAddress(v); err != nil {
			return err
		}
	}
	c.MetricsListen = v
	return nil
}

func setACMEDirectory(c *Config, v string) error {
	u, err := url.Parse(v)
	loopback := err == nil && (u.Hostname() == "localhost" || strings.HasPrefix(u.Hostname(), "127.") || u.Hostname() == "::1")
	if v != "" && (err != nil || u.Hostname() == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback)) {
		return errors.New("it should be the https:// address of an ACME directory")
	}
	c.ACMEDirectory = v
	return nil
}

func setACMEEmail(c *Config, v string) error {
	if a, err := mail.ParseAddress(v); v != "" && (err != nil || a.Address != v) {
		return errors.New("it should be an address such as admin@example.org")
	}
	c.ACMEEmail = v
	return nil
}
