package app

import (
	"fmt"
	"net"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/backup"
	"twoticks/internal/config"
	"twoticks/internal/doctor"
)

// fewConnections: a server whose system lets it have no more is soon full.
const fewConnections = 1000

// examineSettings looks for settings that can be understood and are hardly what somebody wants.
func examineSettings(c config.Config, p policy) (findings []doctor.Finding) {
	warn := func(found, mend string) { findings = append(findings, doctor.Warn("settings", found, mend)) }
	if !p.https && !p.loopback {
		warn("people reach the server over plain http: passwords and messages can be read on the way",
			"set domain, or put a proxy with TLS in front and set public_url to https://…")
	}
	if p.https && !c.TLS() && len(c.TrustedProxies) == 0 {
		warn("a proxy speaks TLS for the server, but none is in trusted_proxies: everybody seems to come from its address and shares the limits of one",
			"name the proxy's network in trusted_proxies")
	}
	for _, n := range c.TrustedProxies {
		if n.Bits() == 0 {
			findings = append(findings, doctor.Ill("settings", fmt.Sprintf("trusted_proxies has %s: anybody can claim to be anywhere", n),
				"name the proxy's own network only"))
		}
	}
	if p.registration == auth.Open && !p.loopback {
		warn("anybody who finds the address can make an account", "set registration to invite, unless that is what you want")
	}
	if host, _, _ := net.SplitHostPort(c.MetricsListen); c.MetricsListen != "" && !isLoopback(host) {
		warn("/metrics is served on "+c.MetricsListen+" without a password", "see that only your monitoring reaches that address")
	}
	if c.LimitsScale > 10 {
		warn(fmt.Sprintf("limits.scale is %v: guessing passwords and flooding are hardly limited", c.LimitsScale), "set it back to 1 where no load test runs")
	}
	if n := maxConnections(); n < fewConnections {
		warn(fmt.Sprintf("the system lets this process have only about %d connections", n), "raise the limit of open files (ulimit -n, LimitNOFILE) to 65536")
	}
	if len(findings) == 0 {
		findings = append(findings, doctor.Well("settings", "they go together"))
	}
	return findings
}

// examineBackups looks whether backups are made, and how the last one went.
func examineBackups(c config.Config, now time.Time) []doctor.Finding {
	last, ok, err := backup.Last(c.Data)
	switch {
	case err != nil:
		return []doctor.Finding{doctor.Warn("backup", "how the last one went cannot be read: "+err.Error(), "make one with twoticks backup")}
	case !ok && c.BackupDir == "":
		return []doctor.Finding{doctor.Warn("backup", "none was ever made", "set backup_dir, or make one with twoticks backup")}
	case !ok:
		return []doctor.Finding{doctor.Warn("backup", "none was made yet", "the first comes by itself; twoticks backup makes one now")}
	case last.Error != "":
		return []doctor.Finding{doctor.Ill("backup", "the last one failed: "+last.Error, "mend that, and make one with twoticks backup")}
	case c.BackupDir != "" && now.Sub(last.At) > 2*c.BackupEvery+time.Hour:
		return []doctor.Finding{doctor.Warn("backup", "the last one is from "+last.At.UTC().Format(time.DateTime)+", though one is due every "+c.BackupEvery.String(),
			"look for backup in the log")}
	}
	return []doctor.Finding{doctor.Well("backup", "the last one is from "+last.At.UTC().Format(time.DateTime)+" UTC")}
}
