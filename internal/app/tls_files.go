package app

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// lookEvery is how often at most a handshake looks whether the files of the certificate have changed.
const lookEvery = time.Second

// certificateFiles is a certificate that somebody else renews: it is read again when a file has changed, and the old one
// is shown for as long as the new one cannot be used.
type certificateFiles struct {
	cert, key string
	log       *slog.Logger
	current   atomic.Pointer[readPair]

	mu     sync.Mutex
	looked time.Time
	failed stamp // of the files that could not be used, so that they are complained of once
}

// readPair is what was read, and what the files were then.
type readPair struct {
	*tls.Certificate
	of stamp
}

// stamp tells whether files are still the same ones.
type stamp struct {
	cert, key         time.Time
	certSize, keySize int64
}

// readCertificate reads both files, or says in one line why they cannot be used.
func readCertificate(cert, key string, log *slog.Logger) (*certificateFiles, error) {
	f := &certificateFiles{cert: cert, key: key, log: log, looked: time.Now()}
	of, err := f.stamp()
	if err != nil {
		return nil, err
	}
	pair, err := f.read(of)
	if err != nil {
		return nil, err
	}
	f.current.Store(pair)
	if left := time.Until(pair.Leaf.NotAfter); left <= 0 {
		log.Error("the certificate has expired: no browser accepts it; a new one in its place is used without a restart", "tls_cert", cert)
	}
	return f, nil
}

func (f *certificateFiles) stamp() (s stamp, err error) {
	cert, err := os.Stat(f.cert)
	if err != nil {
		return s, fmt.Errorf("cannot read the certificate %s: %w: set TWOTICKS_TLS_CERT to a file that the server may read", f.cert, cause(err))
	}
	key, err := os.Stat(f.key)
	if err != nil {
		return s, fmt.Errorf("cannot read the key of the certificate %s: %w: set TWOTICKS_TLS_KEY to a file that the server may read", f.key, cause(err))
	}
	return stamp{cert.ModTime(), key.ModTime(), cert.Size(), key.Size()}, nil
}

func (f *certificateFiles) read(of stamp) (*readPair, error) {
	certText, err := os.ReadFile(f.cert)
	if err != nil {
		return nil, fmt.Errorf("cannot read the certificate %s: %w: set TWOTICKS_TLS_CERT to a file that the server may read", f.cert, cause(err))
	}
	keyText, err := os.ReadFile(f.key)
	if err != nil {
		return nil, fmt.Errorf("cannot read the key of the certificate %s: %w: set TWOTICKS_TLS_KEY to a file that the server may read", f.key, cause(err))
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	if err != nil {
		return nil, fmt.Errorf("the certificate %s and the key %s cannot be used together (%w): they should be PEM files, the key that of the first certificate", f.cert, f.key, err)
	}
	return &readPair{&pair, of}, nil
}

func (f *certificateFiles) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.lookAgain()
	return f.current.Load().Certificate, nil
}

func (f *certificateFiles) lookAgain() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if time.Since(f.looked) < lookEvery {
		return
	}
	f.looked = time.Now()
	of, err := f.stamp()
	if err == nil && (of == f.current.Load().of || of == f.failed) {
		return
	}
	var pair *readPair
	if err == nil {
		pair, err = f.read(of)
	}
	if err != nil {
		// Whoever renews it may be between its two files: the next look may find both.
		if f.failed != of || of == (stamp{}) {
			f.log.Warn("the new certificate cannot be used; the old one goes on being shown", "error", err)
		}
		f.failed = of
		return
	}
	f.current.Store(pair)
	f.failed = stamp{}
	f.log.Info("the certificate was read again", "tls_cert", f.cert, "expires", pair.Leaf.NotAfter.UTC().Format(time.DateOnly))
}

// warnOfName tells when the certificate is not for the name that people open.
func warnOfName(leaf *x509.Certificate, publicURL string, log *slog.Logger) {
	u, err := url.Parse(publicURL)
	if err != nil {
		return
	}
	if err := leaf.VerifyHostname(u.Hostname()); err != nil {
		log.Warn("the certificate is not for the name in public_url: browsers will refuse it", "public_url", publicURL, "error", err)
	}
}

func isNetwork(err error) bool {
	var network net.Error
	return errors.As(err, &network)
}
