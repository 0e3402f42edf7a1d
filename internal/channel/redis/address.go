package redis

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/redis/rueidis"
)

// Config is what an operator decides.
type Config struct {
	// URL is where Redis is, with the user and the password: see CheckURL.
	URL string
	// Prefix begins the name of everything of ours, for several servers on one Redis.
	Prefix string
	// CAFile is the authority that Redis's certificate is from; empty for those that the system trusts.
	CAFile string
}

// parameters are what may stand behind the question mark of a URL.
var parameters = map[string]bool{
	"addr": true, "cluster": true, "master_set": true, "sentinel_username": true, "sentinel_password": true, "protocol": true,
}

// CheckURL says what is wrong with an address, without repeating it: it may hold a password.
func CheckURL(text string) error {
	_, err := parseURL(text)
	return err
}

var errURL = errors.New("it should be redis://host:6379, or rediss:// for TLS, with user:password@ before the host where Redis asks for one")

func parseURL(text string) (rueidis.ClientOption, error) {
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "redis" && u.Scheme != "rediss" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return rueidis.ClientOption{}, errURL
	}
	query := u.Query()
	for name := range query {
		if !parameters[name] {
			return rueidis.ClientOption{}, fmt.Errorf("there is no parameter %q of a Redis address: there are addr, cluster, master_set, sentinel_username, sentinel_password and protocol", name)
		}
	}
	option, err := rueidis.ParseURL(text)
	if err != nil {
		return option, errURL
	}
	option.Sentinel.Username, option.Sentinel.Password = query.Get("sentinel_username"), query.Get("sentinel_password")
	cluster := query.Get("cluster")
	switch {
	case cluster != "" && cluster != "true" && cluster != "false":
		return option, errors.New("cluster should be true or false")
	case cluster == "true" && option.Sentinel.MasterSet != "":
		return option, errors.New("it is either a cluster or watched by Sentinel (master_set)")
	case cluster != "true" && option.Sentinel.MasterSet == "" && len(option.InitAddress) > 1:
		return option, errors.New("several addresses need cluster=true, or master_set= for Sentinel")
	}
	option.ForceSingleClient = cluster != "true" && option.Sentinel.MasterSet == ""
	return option, nil
}

// The times of a connection. What stands still longer is taken for dead: the layer is a hint and nobody waits for it.
const (
	dialWithin = 2 * time.Second
	pingEvery  = time.Second
	askWithin  = 3 * time.Second
)

// options are what rueidis is told.
func (c Config) options() (rueidis.ClientOption, error) {
	o, err := parseURL(c.URL)
	if err != nil {
		return o, err
	}
	o.Dialer.Timeout, o.Dialer.KeepAlive, o.ConnWriteTimeout = dialWithin, pingEvery, askWithin
	o.ClientName = "twoticks"
	// Nothing is cached, nothing asked twice, and one line of commands keeps their order.
	o.DisableCache, o.DisableRetry, o.PipelineMultiplex = true, true, -1
	o.Sentinel.TopologyRefreshInterval = 5 * time.Second
	if o.TLSConfig != nil {
		o.TLSConfig.MinVersion = tls.VersionTLS12
		if c.CAFile != "" {
			if o.TLSConfig.RootCAs, err = authorities(c.CAFile); err != nil {
				return o, err
			}
		}
		o.Sentinel.TLSConfig = o.TLSConfig
	}
	o.Sentinel.Dialer = o.Dialer
	return o, nil
}

func authorities(file string) (*x509.CertPool, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the certificates of Redis's authority: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate", file)
	}
	return pool, nil
}
