package doctor

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// secured is a server with a certificate of its own making, which a test may trust.
func secured(t *testing.T, name string, until time.Time, handler http.Handler) (*httptest.Server, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	s := httptest.NewUnstartedServer(handler)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, pool
}

func live(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("X-Request-Id", "1")
	fmt.Fprint(w, `{"live":true}`)
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if status == http.StatusMovedPermanently {
			w.Header().Set("Location", "https://elsewhere.example.org/")
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func TestWhyAnAddressDoesNotLeadHere(t *testing.T) {
	gone := httptest.NewServer(http.HandlerFunc(live))
	gone.Close()
	for _, c := range []struct {
		name    string
		handler http.Handler
		want    []string
	}{
		{"another program", answering(200, "<h1>It works!</h1>"), []string{"something else answers", "point at this machine"}},
		{"a redirect", answering(301, ""), []string{"leads on to https://elsewhere.example.org/", "public_url"}},
		{"a proxy without its server", answering(502, ""), []string{"502", "listen"}},
		{"a proxy that changes Host", answering(403, `{"error":{"code":"wrong_host"}}`), []string{"under another name", "Host"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := httptest.NewServer(c.handler)
			defer s.Close()
			expect(t, Address{URL: s.URL}, c.want...)
		})
	}
	t.Run("nothing listens", func(t *testing.T) { expect(t, Address{URL: gone.URL}, "cannot be reached", "connection refused") })
	t.Run("an unknown name", func(t *testing.T) {
		a := Address{URL: "http://chat.example.org", Dial: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.DNSError{Err: "no such host", Name: "chat.example.org", IsNotFound: true}
		}}
		expect(t, a, "not known", "DNS")
	})
	t.Run("plain HTTP where HTTPS should be", func(t *testing.T) {
		s := httptest.NewServer(http.HandlerFunc(live))
		defer s.Close()
		expect(t, Address{URL: strings.Replace(s.URL, "http", "https", 1)}, "speaks plain HTTP")
	})
}

func TestWhatIsWrongWithACertificate(t *testing.T) {
	name, soon := "chat.example.org", time.Now().Add(24*time.Hour)
	for _, c := range []struct {
		name  string
		of    string
		until time.Time
		trust bool
		want  []string
	}{
		{"of an unknown authority", name, soon, false, []string{"authority that this machine does not know"}},
		{"for another name", "other.example.org", soon, true, []string{"not for chat.example.org"}},
		{"expired", name, time.Now().Add(-24 * time.Hour), true, []string{"expired", "renew"}},
		{"soon to expire", name, soon, true, []string{"good until", "not renewed"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, pool := secured(t, c.of, c.until, answering(500, ""))
			a := Address{URL: "https://" + name, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
			}}
			if c.trust {
				a.Roots = pool
			} else {
				a.Roots = x509.NewCertPool()
			}
			expect(t, a, c.want...)
		})
	}
}

// expect looks for words in the first finding that is not good, or in what to do about it.
func expect(t *testing.T, a Address, want ...string) {
	t.Helper()
	findings := a.Look(t.Context())
	for _, f := range findings {
		if f.Level == Good {
			continue
		}
		for _, w := range want {
			if !strings.Contains(f.Found+" "+f.Mend, w) {
				t.Errorf("it finds %+v, without %q", f, w)
			}
		}
		if f.Mend == "" {
			t.Errorf("nothing is said to do about %q", f.Found)
		}
		return
	}
	t.Errorf("it finds nothing wrong: %+v", findings)
}
