package doctor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	lookWithin = 10 * time.Second
	mostOfBody = 4 << 10
)

// RenewBefore is how long before its end a certificate should have been renewed.
const RenewBefore = 14 * 24 * time.Hour

// Address is the way by which people reach a server.
type Address struct {
	// URL is what they open.
	URL string
	// OpenProbe makes a key by which the server knows the next handshake for the doctor's.
	OpenProbe func() string
	// Dial and Roots replace the network and the authorities of this machine; nil means those.
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
	Roots *x509.CertPool
}

// Look goes the way of a browser: name, connection, certificate, an answer, and a real WebSocket. It stops where it gets no
// further.
func (a Address) Look(ctx context.Context) []Finding {
	u, err := url.Parse(a.URL)
	if err != nil {
		return []Finding{Ill("address", a.URL+" is not an address", "set public_url to what people open")}
	}
	found, reached := a.reach(ctx, u)
	if !reached {
		return found
	}
	return append(found, a.socket(ctx, u))
}

// reach asks for /livez as a browser would, and looks whether this server answers.
func (a Address) reach(ctx context.Context, u *url.URL) (findings []Finding, reached bool) {
	ctx, cancel := context.WithTimeout(ctx, lookWithin)
	defer cancel()
	transport := &http.Transport{DialContext: a.Dial, TLSClientConfig: &tls.Config{RootCAs: a.Roots}}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.JoinPath("livez").String(), nil)
	if err != nil {
		return []Finding{Ill("address", u.String()+" is not an address", "set public_url to what people open")}, false
	}
	answer, err := client.Do(request)
	if err != nil {
		return []Finding{unreachable(u, err)}, false
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(answer.Body, mostOfBody))
	if answer.TLS != nil {
		findings = append(findings, certificate(answer.TLS.PeerCertificates[0], time.Now()))
	}
	if problem := wrongAnswer(u, answer, string(body)); problem != nil {
		return append(findings, *problem), false
	}
	return append(findings, Well("address", u.String()+" leads here")), true
}

func wrongAnswer(u *url.URL, answer *http.Response, body string) *Finding {
	var f Finding
	to := answer.Header.Get("Location")
	switch {
	case answer.StatusCode == http.StatusOK && strings.Contains(body, `"live"`) && answer.Header.Get("X-Request-Id") != "":
		return nil
	case strings.Contains(body, "wrong_host"):
		f = Ill("address", "the proxy before "+u.Host+" hands requests on under another name, which the server does not answer to",
			"let it pass Host on (nginx: proxy_set_header Host $host), or set public_url to the name that people open")
	case answer.StatusCode >= 300 && answer.StatusCode < 400:
		f = Ill("address", fmt.Sprintf("%s leads on to %s", u, to), "set public_url to the address where that ends")
	case answer.StatusCode == http.StatusBadGateway || answer.StatusCode == http.StatusServiceUnavailable || answer.StatusCode == http.StatusGatewayTimeout:
		f = Ill("address", fmt.Sprintf("the proxy before %s says %d: it does not reach the server", u.Host, answer.StatusCode),
			"let it hand requests on to the address in listen")
	default:
		f = Ill("address", fmt.Sprintf("something else answers at %s, with %d", u, answer.StatusCode),
			"let the name point at this machine, and its proxy at this server")
	}
	return &f
}

// certificate looks how long the certificate is good; that it is good now the handshake has shown.
func certificate(leaf *x509.Certificate, now time.Time) Finding {
	left := leaf.NotAfter.Sub(now)
	found := fmt.Sprintf("the certificate is good until %s", leaf.NotAfter.UTC().Format(time.DateOnly))
	if left < RenewBefore {
		return Warn("certificate", found, "see why it was not renewed: browsers refuse the server after that day")
	}
	return Well("certificate", found)
}

// unreachable says why nothing answers.
func unreachable(u *url.URL, err error) Finding {
	var dns *net.DNSError
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	var network net.Error
	switch {
	case errors.As(err, &dns):
		return Ill("address", fmt.Sprintf("the name %s is not known", u.Hostname()), "make a record of it in DNS that points at this machine or its proxy")
	case errors.As(err, &unknown):
		return Ill("certificate", "it is by an authority that this machine does not know", "use a certificate of a known authority, with those between in the same file; if it is your own authority, browsers must know it too")
	case errors.As(err, &name):
		return Ill("certificate", "it is not for "+u.Hostname(), "get one for that name")
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return Ill("certificate", fmt.Sprintf("it expired on %s", invalid.Cert.NotAfter.UTC().Format(time.DateOnly)), "renew it; the server reads the new file by itself")
	case errors.As(err, &plain), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return Ill("address", u.Host+" speaks plain HTTP, but public_url says https", "let the server (domain, or tls_cert) or its proxy speak TLS there")
	case errors.As(err, &network) && network.Timeout():
		return Ill("address", u.Host+" does not answer", "open the port in the firewall; where only this machine does not reach its own public address, ask from another one")
	}
	return Ill("address", fmt.Sprintf("%s cannot be reached: %v", u.Host, reason(err)), "see that the server or its proxy listens there, and that the name points at it")
}

// reason is an error without what the sentence around it says.
func reason(err error) error {
	var request *url.Error
	if errors.As(err, &request) {
		err = request.Err
	}
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return err
}
