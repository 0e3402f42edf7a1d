package push

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"twoticks/internal/messenger"
	"twoticks/internal/safehttp"
)

// Services are where pushes may go: names of hosts, *.names for what is below one, and whole origins (http://10.0.0.5:8080), which may
// be private, since the operator wrote them down.
type Services []string

const maxEndpoint = 1024

// CheckServices reads a list of them.
func CheckServices(list []string) (Services, error) {
	var services Services
	for _, one := range list {
		if strings.Contains(one, "://") {
			u, err := url.Parse(one)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
				return nil, fmt.Errorf("%q is not the address of a push service, such as https://push.example.org", one)
			}
			services = append(services, safehttp.Origin(u))
			continue
		}
		if name := strings.TrimPrefix(one, "*."); !strings.Contains(name, ".") || strings.ContainsAny(name, "/:@* ") {
			return nil, fmt.Errorf("%q is not the name of a push service, such as push.example.org or *.example.org", one)
		}
		services = append(services, strings.ToLower(one))
	}
	return services, nil
}

// allow refuses an address that is not one of theirs.
func (s Services) allow(u *url.URL) error {
	host := strings.ToLower(u.Hostname())
	for _, one := range s {
		below, wild := strings.CutPrefix(one, "*")
		if one == safehttp.Origin(u) || u.Scheme == "https" && (one == host || wild && strings.HasSuffix(host, below)) {
			return nil
		}
	}
	return safehttp.ErrForbidden
}

func (s Services) origins() (list []string) {
	for _, one := range s {
		if strings.Contains(one, "://") {
			list = append(list, one)
		}
	}
	return list
}

// config is how a client may ask them.
func (s Services) config() safehttp.Config {
	return safehttp.Config{
		Schemes: []string{"https"}, Ports: []string{"443"}, Timeout: sendWithin, Redirects: 0, Except: s.origins(), Check: s.allow,
	}
}

// check refuses a device that cannot be told.
func (s Services) check(d messenger.PushDevice) error {
	u, err := url.Parse(d.Endpoint)
	if err != nil || len(d.Endpoint) > maxEndpoint || s.config().Allowed(u) != nil {
		return messenger.ErrPushEndpoint
	}
	if len(d.Auth) != 16 {
		return messenger.ErrBadField.In("auth")
	}
	if !isPoint(d.Key) {
		return messenger.ErrBadField.In("key")
	}
	return nil
}

// Usual are the services of the browsers that people have.
func Usual() []string {
	return slices.Clone([]string{"fcm.googleapis.com", "jmt17.google.com", "*.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com"})
}

var coding = base64.RawURLEncoding

// sendWithin is how long a push service has for one push.
const sendWithin = 5 * time.Second
