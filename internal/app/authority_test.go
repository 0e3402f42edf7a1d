package app_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// authority is a certificate authority for tests: by itself, and over ACME (RFC 8555) for one order at a time. It looks at
// the domain as a real one does, at the addresses that it is told in place of asking the name service; it does not check
// signatures of requests.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pool *x509.CertPool

	// plain and secure are where the domain answers on ports 80 and 443; challenge is the way it is looked at.
	plain, secure, challenge string

	url string

	mu      sync.Mutex
	account *ecdsa.PublicKey
	domain  string
	valid   bool
	chain   []byte
	issued  int
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Authority"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(24 * time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	a := &authority{t: t, key: key, pool: x509.NewCertPool()}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.pool.AddCert(a.cert)
	return a
}

// issue makes a certificate for a name, as PEM.
func (a *authority) issue(name string, public crypto.PublicKey, until time.Time) []byte {
	a.t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		a.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, a.cert, public, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// serve begins to speak ACME.
func (a *authority) serve() {
	mux := http.NewServeMux()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Replay-Nonce", rand.Text())
		mux.ServeHTTP(w, r)
	}))
	a.t.Cleanup(s.Close)
	a.url = s.URL
	answer := func(w http.ResponseWriter, status int, v any) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("GET /directory", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, 200, map[string]string{"newNonce": a.url + "/nonce", "newAccount": a.url + "/account", "newOrder": a.url + "/order"})
	})
	mux.HandleFunc("/nonce", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /account", func(w http.ResponseWriter, r *http.Request) {
		a.register(a.read(r, nil))
		w.Header().Set("Location", a.url+"/account/1")
		answer(w, http.StatusCreated, map[string]string{"status": "valid"})
	})
	mux.HandleFunc("POST /order", func(w http.ResponseWriter, r *http.Request) {
		var order struct{ Identifiers []acme.AuthzID }
		a.read(r, &order)
		a.mu.Lock()
		a.domain, a.valid, a.chain = order.Identifiers[0].Value, false, nil
		a.mu.Unlock()
		w.Header().Set("Location", a.url+"/order/1")
		answer(w, http.StatusCreated, a.order())
	})
	mux.HandleFunc("POST /order/1", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, a.order()) })
	mux.HandleFunc("POST /authorization", func(w http.ResponseWriter, _ *http.Request) { answer(w, 200, a.authorization()) })
	mux.HandleFunc("POST /challenge", func(w http.ResponseWriter, _ *http.Request) {
		a.look()
		answer(w, 200, a.challengeNow())
	})
	mux.HandleFunc("POST /finalize", func(w http.ResponseWriter, r *http.Request) {
		var body struct{ CSR string }
		a.read(r, &body)
		a.sign(body.CSR)
		w.Header().Set("Location", a.url+"/order/1")
		answer(w, 200, a.order())
	})
	mux.HandleFunc("POST /certificate", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		w.Write(a.chain)
	})
}

// read takes a signed request apart; it returns its protected header.
func (a *authority) read(r *http.Request, into any) (header []byte) {
	var signed struct{ Protected, Payload string }
	if err := json.NewDecoder(r.Body).Decode(&signed); err != nil {
		a.t.Error(err)
	}
	header, _ = base64.RawURLEncoding.DecodeString(signed.Protected)
	if payload, _ := base64.RawURLEncoding.DecodeString(signed.Payload); into != nil {
		if err := json.Unmarshal(payload, into); err != nil {
			a.t.Error(err)
		}
	}
	return header
}

func (a *authority) register(header []byte) {
	var h struct{ JWK struct{ X, Y string } }
	if err := json.Unmarshal(header, &h); err != nil {
		a.t.Error(err)
	}
	x, _ := base64.RawURLEncoding.DecodeString(h.JWK.X)
	y, _ := base64.RawURLEncoding.DecodeString(h.JWK.Y)
	key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
	if err != nil {
		a.t.Error(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.account = key
}

const challengeToken = "token-of-the-challenge"

func (a *authority) order() map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	order := map[string]any{
		"status": "pending", "authorizations": []string{a.url + "/authorization"}, "finalize": a.url + "/finalize",
		"identifiers": []acme.AuthzID{{Type: "dns", Value: a.domain}},
	}
	switch {
	case a.chain != nil:
		order["status"], order["certificate"] = "valid", a.url+"/certificate"
	case a.valid:
		order["status"] = "ready"
	}
	return order
}

func (a *authority) status() string {
	if a.valid {
		return "valid"
	}
	return "pending"
}

func (a *authority) authorization() map[string]any {
	challenge := a.challengeNow()
	a.mu.Lock()
	defer a.mu.Unlock()
	return map[string]any{
		"status": a.status(), "identifier": acme.AuthzID{Type: "dns", Value: a.domain}, "challenges": []any{challenge},
	}
}

func (a *authority) challengeNow() map[string]any {
	a.mu.Lock()
	defer a.mu.Unlock()
	return map[string]any{"type": a.challenge, "url": a.url + "/challenge", "token": challengeToken, "status": a.status()}
}

// look asks the domain whether it is in the hands of the account.
func (a *authority) look() {
	a.mu.Lock()
	domain, account := a.domain, a.account
	a.mu.Unlock()
	thumb, err := acme.JWKThumbprint(account)
	if err != nil {
		a.t.Error(err)
	}
	if a.challenge == "http-01" {
		err = a.lookByHTTP(domain, challengeToken+"."+thumb)
	} else {
		err = a.lookByTLS(domain)
	}
	if err != nil {
		a.t.Errorf("the authority finds: %v", err)
		return
	}
	a.mu.Lock()
	a.valid = true
	a.mu.Unlock()
}

func (a *authority) lookByHTTP(domain, want string) error {
	client := http.Client{Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", a.plain)
	}}}
	defer client.CloseIdleConnections()
	answer, err := client.Get("http://" + domain + "/.well-known/acme-challenge/" + challengeToken)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && strings.TrimSpace(string(body)) != want {
		err = fmt.Errorf("the challenge is answered with %d %q", answer.StatusCode, body)
	}
	return err
}

func (a *authority) lookByTLS(domain string) error {
	conn, err := tls.Dial("tcp", a.secure, &tls.Config{ServerName: domain, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer conn.Close()
	proof := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}
	for _, e := range conn.ConnectionState().PeerCertificates[0].Extensions {
		if e.Id.Equal(proof) {
			return nil
		}
	}
	return fmt.Errorf("the certificate of the challenge lacks the proof")
}

func (a *authority) sign(request string) {
	der, err := base64.RawURLEncoding.DecodeString(request)
	if err != nil {
		a.t.Error(err)
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		a.t.Error(err)
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.valid {
		a.chain = a.issue(a.domain, csr.PublicKey, time.Now().Add(12*time.Hour))
		a.issued++
	}
}
