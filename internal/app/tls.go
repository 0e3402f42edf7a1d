package app

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"twoticks/internal/config"
	"twoticks/internal/doctor"
)

// certificateFolder is where certificates that the server got by itself are kept, inside the data folder.
const certificateFolder = "certificates"

// complainEvery is how often at most the log says that a certificate cannot be had: whoever connects would cause a line.
const complainEvery = time.Minute

// warnEvery is how often the log says that a certificate expires soon.
const warnEvery = 24 * time.Hour

// certificates are what the server shows who it is by, whichever way it came to them.
type certificates struct {
	log *slog.Logger
	get func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// protocols besides HTTP.
	protocols []string
	// answer puts the answers to the certificate authority before the handler of plain HTTP.
	answer func(http.Handler) http.Handler

	expires    atomic.Int64 // of the one that was shown last, in Unix seconds; 0 before there was one
	complained atomic.Int64
	warned     atomic.Int64
}

// certificatesOf prepares what the settings say; nil when the server speaks plain HTTP.
func certificatesOf(c config.Config, log *slog.Logger) (*certificates, error) {
	s := &certificates{log: log, answer: func(h http.Handler) http.Handler { return h }}
	switch {
	case c.TLSCert != "":
		files, err := readCertificate(c.TLSCert, c.TLSKey, log)
		if err != nil {
			return nil, err
		}
		s.get = files.get
		leaf := files.current.Load().Leaf
		if c.PublicURL != "" {
			warnOfName(leaf, c.PublicURL, log)
		}
		s.note(leaf)
	case c.Domain != "":
		folder := filepath.Join(c.Data, certificateFolder)
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("cannot make the folder %s for certificates: %w", folder, cause(err))
		}
		manager := &autocert.Manager{
			Prompt: autocert.AcceptTOS, HostPolicy: autocert.HostWhitelist(c.Domain), Cache: autocert.DirCache(folder), Email: c.ACMEEmail,
		}
		if c.ACMEDirectory != "" {
			manager.Client = &acme.Client{DirectoryURL: c.ACMEDirectory}
		}
		s.get, s.protocols, s.answer = manager.GetCertificate, []string{acme.ALPNProto}, manager.HTTPHandler
	default:
		return nil, nil
	}
	return s, nil
}

// config is TLS as browsers of the last years speak it.
func (s *certificates) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12, GetCertificate: s.show,
		NextProtos: append([]string{"h2", "http/1.1"}, s.protocols...),
	}
}

func (s *certificates) show(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	cert, err := s.get(hello)
	if err != nil {
		s.complain(hello.ServerName, err)
		return nil, err
	}
	if cert.Leaf != nil && !isChallenge(hello) {
		s.note(cert.Leaf)
	}
	return cert, nil
}

// note keeps when a certificate expires, and says so once a day when that is soon: whoever should have renewed it did not.
func (s *certificates) note(leaf *x509.Certificate) {
	s.expires.Store(leaf.NotAfter.Unix())
	now, last := time.Now(), s.warned.Load()
	if leaf.NotAfter.Sub(now) < doctor.RenewBefore && now.Unix()-last >= int64(warnEvery/time.Second) && s.warned.CompareAndSwap(last, now.Unix()) {
		s.log.Warn("the certificate expires soon and was not renewed: see why, or browsers refuse the server after that day",
			"expires", leaf.NotAfter.UTC().Format(time.DateOnly))
	}
}

func isChallenge(hello *tls.ClientHelloInfo) bool {
	return len(hello.SupportedProtos) == 1 && hello.SupportedProtos[0] == acme.ALPNProto
}

// complain tells of a certificate that the authority does not give. Strangers who ask for another name, or for none, are
// not worth a line.
func (s *certificates) complain(name string, err error) {
	var refused *acme.Error
	var unauthorized *acme.AuthorizationError
	var order *acme.OrderError
	if !errors.As(err, &refused) && !errors.As(err, &unauthorized) && !errors.As(err, &order) && !isNetwork(err) {
		s.log.Debug("a TLS handshake without a certificate", "error", err)
		return
	}
	now, last := time.Now().Unix(), s.complained.Load()
	if now-last < int64(complainEvery/time.Second) || !s.complained.CompareAndSwap(last, now) {
		return
	}
	s.log.Error("the certificate authority gives no certificate: the name must point at this machine, and ports 80 and 443 of it must be reachable from everywhere",
		"domain", name, "error", err)
}

// first gets the certificate before anybody comes, so that what is in the way is told at the start. The authority may take
// minutes: nobody waits for it.
func (s *certificates) first(domain string) {
	_, err := s.show(&tls.ClientHelloInfo{
		ServerName:       domain,
		SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256},
		SupportedCurves:  []tls.CurveID{tls.CurveP256},
		CipherSuites:     []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
	})
	if err == nil {
		s.log.Info("there is a certificate", "domain", domain, "expires", time.Unix(s.expires.Load(), 0).UTC().Format(time.DateOnly))
	}
}

// plain is what a server with TLS answers to plain HTTP: the way to HTTPS, and the certificate authority.
func (s *certificates) plain(base string) http.Handler {
	return s.answer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		if r.Method != http.MethodGet && r.Method != http.MethodHead || !strings.HasPrefix(r.URL.Path, "/") {
			http.Error(w, "Use "+base, http.StatusBadRequest)
			return
		}
		// To the server's own name, whatever Host says.
		http.Redirect(w, r, base+r.URL.RequestURI(), http.StatusPermanentRedirect)
	}))
}
