package app_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gobwas/ws"
	"github.com/gobwas/ws/wsutil"

	"twoticks/internal/app"
	"twoticks/internal/config"
	"twoticks/internal/testkit"
	"twoticks/protocol"
)

const chatDomain = "chat.example.org"

// logged is a log that a test reads while it is written.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// toServer is a browser for which the domain is at an address of this machine. It does not follow redirects.
func toServer(t *testing.T, pool *x509.CertPool, secure, plain string) *http.Client {
	t.Helper()
	transport := &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			if _, port, _ := net.SplitHostPort(address); port == "443" {
				return new(net.Dialer).DialContext(ctx, network, secure)
			}
			return new(net.Dialer).DialContext(ctx, network, plain)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func fetch(t *testing.T, c *http.Client, url string) (*http.Response, string) {
	t.Helper()
	answer, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// files puts a certificate of a name and its key into a folder.
func (a *authority) files(folder, name string, until time.Time) (cert, key string) {
	a.t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	for file, text := range map[string][]byte{
		cert: a.issue(name, &private.PublicKey, until), key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
	} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	return cert, key
}

func TestServesHTTPSWithFiles(t *testing.T) {
	a := newAuthority(t)
	folder := t.TempDir()
	cert, key := a.files(folder, chatDomain, time.Now().Add(time.Hour))
	plain, log := freeAddress(t), &logged{}
	s := testkit.Start(t, testkit.With(func(c *config.Config) {
		c.PublicURL, c.TLSCert, c.TLSKey, c.HTTPListen = "https://"+chatDomain, cert, key, plain
	}), func(_ *config.Config, o *app.Options) { o.Log = slog.New(slog.NewTextHandler(log, nil)) })
	browser := toServer(t, a.pool, s.App().Address().String(), plain)

	t.Run("security 81: the page comes over HTTPS, and says that it always will", func(t *testing.T) {
		answer, _ := fetch(t, browser, "https://"+chatDomain+"/livez")
		if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 || answer.TLS.Version < tls.VersionTLS12 {
			t.Errorf("it answers %d over %s", answer.StatusCode, answer.Proto)
		}
		if hsts := answer.Header.Get("Strict-Transport-Security"); !strings.Contains(hsts, "max-age=") {
			t.Errorf("Strict-Transport-Security is %q", hsts)
		}
	})
	t.Run("plain HTTP leads to HTTPS of the public name", func(t *testing.T) {
		answer, _ := fetch(t, browser, "http://somewhere.else/c/1?x=y")
		if to := answer.Header.Get("Location"); answer.StatusCode != http.StatusPermanentRedirect || to != "https://"+chatDomain+"/c/1?x=y" {
			t.Errorf("it answers %d to %q", answer.StatusCode, to)
		}
	})
	t.Run("R1.1 a WebSocket over TLS gets Welcome, and the cookie is Secure", func(t *testing.T) {
		_, token, _ := strings.Cut(greeting(t, s), "/set-up/")
		setUp, _, _ := strings.Cut(token, "\n")
		connectSecurely(t, browser, a.pool, setUp)
	})
	t.Run("a certificate that changes is shown without a restart", func(t *testing.T) {
		before, _ := fetch(t, browser, "https://"+chatDomain+"/livez")
		a.files(folder, chatDomain, time.Now().Add(2*time.Hour))
		eventually(t, func() bool {
			browser.CloseIdleConnections()
			now, _ := fetch(t, browser, "https://"+chatDomain+"/livez")
			return now.TLS.PeerCertificates[0].NotAfter.After(before.TLS.PeerCertificates[0].NotAfter)
		})
	})
	t.Run("faults row 45: what expires within 14 days is said in the log", func(t *testing.T) {
		if !strings.Contains(log.String(), "expires soon") {
			t.Errorf("the log says %s", log)
		}
	})
	t.Run("files that cannot be used leave the old certificate in place", func(t *testing.T) {
		if err := os.WriteFile(cert, []byte("nothing"), 0o600); err != nil {
			t.Fatal(err)
		}
		browser.CloseIdleConnections()
		if answer, _ := fetch(t, browser, "https://"+chatDomain+"/livez"); answer.StatusCode != http.StatusOK {
			t.Errorf("it answers %d", answer.StatusCode)
		}
	})
}

func connectSecurely(t *testing.T, browser *http.Client, pool *x509.CertPool, setUp string) {
	body := protocol.Encode(protocol.AccountCreate{Name: "Ana", Handle: "ana", Password: testkit.Password, SetUp: setUp})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+chatDomain+"/api/account.create", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "https://"+chatDomain)
	answer, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	header := http.Header{"Origin": {"https://" + chatDomain}}
	for _, c := range answer.Cookies() {
		if !c.Secure {
			t.Errorf("the cookie %s is not marked Secure", c.Name)
		}
		header.Add("Cookie", c.Name+"="+c.Value)
	}
	streamSecurely(t, browser, header)
	dialer := ws.Dialer{
		Header: ws.HandshakeHeaderHTTP(header), TLSConfig: &tls.Config{RootCAs: pool},
		NetDial: browser.Transport.(*http.Transport).DialContext,
	}
	conn, _, _, err := dialer.Dial(t.Context(), "wss://"+chatDomain+"/ws")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := wsutil.WriteClientText(conn, protocol.EncodeCommand("hello", 1, protocol.Hello{Version: protocol.Version})); err != nil {
		t.Fatal(err)
	}
	text, err := wsutil.ReadServerText(conn)
	if err != nil || !strings.Contains(string(text), `"epoch"`) {
		t.Errorf("hello is answered with %s, %v", text, err)
	}
}

// streamSecurely opens an event stream, which browsers ask for over HTTP/2.
func streamSecurely(t *testing.T, browser *http.Client, header http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+chatDomain+"/api/stream?version="+strconv.Itoa(protocol.Version), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = header.Clone()
	request.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := browser.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	line, err := bufio.NewReader(answer.Body).ReadString('\n')
	if err != nil || answer.ProtoMajor != 2 || !strings.Contains(line, "stream.opened") {
		t.Errorf("over %s the stream begins with %q, %v", answer.Proto, line, err)
	}
}

// A server with a name gets its certificate by itself, by either way in which the authority looks at it, and keeps it.
func TestGetsItsCertificateByItself(t *testing.T) {
	for _, challenge := range []string{"http-01", "tls-alpn-01"} {
		t.Run(challenge, func(t *testing.T) {
			a := newAuthority(t)
			a.challenge, a.plain, a.secure = challenge, freeAddress(t), freeAddress(t)
			a.serve()
			log := &logged{}
			s := testkit.Start(t, testkit.With(func(c *config.Config) {
				c.Listen, c.HTTPListen = a.secure, a.plain
				c.Domain, c.PublicURL, c.ACMEDirectory = chatDomain, "https://"+chatDomain, a.url+"/directory"
			}), func(_ *config.Config, o *app.Options) { o.Log = slog.New(slog.NewTextHandler(log, nil)) })
			browser := toServer(t, a.pool, a.secure, a.plain)
			if answer, _ := fetch(t, browser, "https://"+chatDomain+"/readyz"); answer.StatusCode != http.StatusOK {
				t.Errorf("it answers %d", answer.StatusCode)
			}
			if kept, err := os.ReadDir(filepath.Join(s.Config().Data, "certificates")); err != nil || len(kept) == 0 {
				t.Errorf("nothing is kept in the data folder: %v", err)
			}
			eventually(t, func() bool { return strings.Contains(log.String(), "there is a certificate") })
			s.Restart()
			browser.CloseIdleConnections()
			fetch(t, browser, "https://"+chatDomain+"/livez")
			if a.issued != 1 {
				t.Errorf("%d certificates were issued for one name and a restart", a.issued)
			}
		})
	}
}

func TestSaysWhenTheAuthorityGivesNoCertificate(t *testing.T) {
	log := &logged{}
	testkit.Start(t, testkit.With(func(c *config.Config) {
		c.Domain, c.PublicURL, c.ACMEDirectory = chatDomain, "https://"+chatDomain, "http://"+freeAddress(t)+"/directory"
	}), func(_ *config.Config, o *app.Options) { o.Log = slog.New(slog.NewTextHandler(log, nil)) })
	eventually(t, func() bool {
		return strings.Contains(log.String(), "ports 80 and 443") && strings.Contains(log.String(), "domain="+chatDomain)
	})
}

// eventually waits for what happens by itself and gives no sign.
func eventually(t *testing.T, so func() bool) {
	t.Helper()
	deadline, look := time.After(10*time.Second), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-look.C:
		case <-deadline:
			t.Fatal("it does not come to be")
		}
	}
}
