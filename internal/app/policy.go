package app

import (
	"net"
	"net/netip"
	"net/url"
	"strings"

	"twoticks/internal/auth"
	"twoticks/internal/config"
)

// policy is what follows from the settings together, and from where the server came to listen.
type policy struct {
	// loopback: only this machine can reach it, by whatever way.
	loopback     bool
	registration auth.Registration
	// directory is "on", "off" or "auto".
	directory string
	baseURL   string
	// hosts are names, besides addresses and localhost, by which it may be asked for.
	hosts []string
	https bool
}

func policyOf(c config.Config, at net.Addr) policy {
	host, _, _ := net.SplitHostPort(c.Listen) // config has validated it
	tcp, _ := at.(*net.TCPAddr)
	p := policy{loopback: tcp != nil && tcp.IP.IsLoopback(), registration: c.Registration}
	if name := c.PublicURL; name != "" {
		u, err := url.Parse(name)
		p.baseURL, p.https = name, err == nil && u.Scheme == "https"
		// A proxy on this machine lets others in.
		p.loopback = p.loopback && err == nil && isLoopback(u.Hostname())
	} else {
		p.baseURL = "http://" + net.JoinHostPort(shownHost(host), portOf(tcp))
		if p.https = c.TLS(); p.https {
			p.baseURL = "https" + strings.TrimPrefix(p.baseURL, "http")
		}
	}
	if len(c.TrustedProxies) > 0 {
		p.loopback = false
	}
	if p.registration == "" {
		p.registration = auth.Invite
		if p.loopback {
			p.registration = auth.Open
		}
	}
	p.directory = c.Directory
	for _, name := range []string{host, c.Domain} {
		if _, err := netip.ParseAddr(name); err != nil && name != "" {
			p.hosts = append(p.hosts, name)
		}
	}
	return p
}

// hasDirectory says whether everyone may see everyone. Where anybody can come in, that takes more than a default.
func (p policy) hasDirectory(now auth.Registration) bool {
	return p.directory == "on" || p.directory == "auto" && now != auth.Open
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// shownHost is a host that can be typed: where the server listens everywhere, this machine's address in its network.
func shownHost(host string) string {
	if addr, err := netip.ParseAddr(host); host != "" && (err != nil || !addr.IsUnspecified()) {
		return host
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return "localhost"
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP.String()
		}
	}
	return "localhost"
}

func portOf(tcp *net.TCPAddr) string {
	if tcp == nil {
		return ""
	}
	_, port, _ := net.SplitHostPort(tcp.String())
	return port
}
