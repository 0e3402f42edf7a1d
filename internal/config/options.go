package config

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/push"
	"twoticks/internal/safehttp"
)

// option is one setting: where it is written, what it means, and what may stand there.
type option struct {
	// name is the key in the file (log.level), from which the variable (TWOTICKS_LOG_LEVEL) and the flag (--log-level)
	// follow.
	name string
	// value is the default, as written in the environment.
	value string
	// doc is what it means and what it may be.
	doc string
	// set validates a value and keeps it.
	set func(*Config, string) error
	// list: in the file it is a list of strings; number: a number.
	list, number bool
	// secret: a value may hold a password, and no message repeats it.
	secret bool
}

var options = []option{
	{
		name: "listen", value: "localhost:8080", set: setListen,
		doc: "Address to serve on, host:port. With localhost only this machine can reach the server; with 0.0.0.0 every machine that can reach this one. With domain it is :443 unless it is set.",
	},
	{
		name: "data", value: "./data", set: setData,
		doc: "Folder for everything that is kept. It is made if it is not there.",
	},
	{
		name: "database", set: setDatabase, secret: true,
		doc: "PostgreSQL to keep everything in, for several nodes or because you run one: postgres://user:password@host:5432/name, with the options of libpq (sslmode=verify-full, sslrootcert=…; pool_max_conns for how many connections read on this node). Empty: a file of SQLite in the data folder, and one node.",
	},
	{
		name: "database_durability", value: "full", set: setDatabaseDurability,
		doc: "full: refuse a PostgreSQL that answers before a message is on its disk (fsync, synchronous_commit or full_page_writes off). server: take it as it is set up, and lose what was acknowledged when its machine fails.",
	},
	{
		name: "redis", set: setRedis, secret: true,
		doc: "Redis through which several nodes on one PostgreSQL hear of each other: redis://user:password@host:6379, rediss:// for TLS. With Sentinel: its addresses and the name of what it watches, redis://one:26379?addr=two:26379&master_set=name. A cluster: redis://one:6379?addr=two:6379&cluster=true. Empty: there is one node.",
	},
	{
		name: "redis_prefix", value: "twoticks", set: setRedisPrefix,
		doc: "How the names of everything that is ours in Redis begin, where several servers share one. All nodes of a server have the same.",
	},
	{
		name: "redis_ca", set: setRedisCA,
		doc: "File with the certificate of the authority that Redis's own is from (PEM). Empty: those that the system trusts.",
	},
	{
		name: "public_url", set: setPublicURL,
		doc: "Address that people open, such as https://chat.example.org, where that is not the address of this machine (behind a proxy, or by a name). Then only pages of this address may connect.",
	},
	{
		name: "domain", set: setDomain,
		doc: "Name under which the server speaks HTTPS by itself, such as chat.example.org. The name must point at this machine, and ports 80 and 443 must be reachable: then it gets its certificate from Let's Encrypt and renews it. public_url follows from it.",
	},
	{
		name: "tls_cert", set: setTLSCert,
		doc: "File with the certificate (and those that lead to its authority, PEM) for a server that speaks HTTPS with a certificate of yours. It is read again when it changes.",
	},
	{
		name: "tls_key", set: setTLSKey, secret: true,
		doc: "File with the key of tls_cert (PEM).",
	},
	{
		name: "http_listen", set: setHTTPListen,
		doc: "Where a server that speaks HTTPS also answers plain HTTP: it sends browsers on to HTTPS, and answers the certificate authority. Empty: :80 with domain, nowhere else. off: nowhere.",
	},
	{
		name: "acme_directory", set: setACMEDirectory,
		doc: "Directory address of another certificate authority that speaks ACME, for domain. Empty: Let's Encrypt, whose terms you agree to by setting domain.",
	},
	{
		name: "acme_email", set: setACMEEmail,
		doc: "Where the certificate authority may write to when something is wrong with a certificate.",
	},
	{
		name: "metrics_listen", set: setMetricsListen,
		doc: "Address on which /metrics is served for Prometheus, such as localhost:9090, without a password: give it one that only your monitoring can reach. Empty: nowhere.",
	},
	{
		name: "registration", set: setRegistration,
		doc: "Who may make an account: open (anybody), invite (by invitation) or closed (nobody). Empty: open while only this machine can reach the server, invite otherwise. The first account is always possible and is the administrator's.",
	},
	{
		name: "directory", value: "auto", set: setDirectory,
		doc: "Whether everyone on the server may see a list of everyone: on, off, or auto (on where accounts are by invitation).",
	},
	{
		name: "queue_keep", value: "168h", set: setQueueKeep,
		doc: "How long a message waits for somebody who does not come, such as 168h (7 days). After that it expires: its sender is told, and it is shown to its recipient on demand only. 0 means for ever.",
	},
	{
		name: "queue_purge", value: "off", set: setQueuePurge,
		doc: "Whether a message that expired for everybody whom it was for also loses its content: on or off. What is left of it is a line that says so; nobody can show it again.",
	},
	{
		name: "retention", value: "0", set: setRetention,
		doc: "How long messages are kept at all, such as 8760h (a year). What is older is gone for everybody, with its files; nothing brings it back but a backup. 0 means for ever.",
	},
	{
		name: "max_file", value: "25", set: setMaxFile, number: true,
		doc: "How large a file may be that people send, in MiB: 1 to 1024, or 0 for no files at all. What a proxy in front of the server lets through has to be as much.",
	},
	{
		name: "file_quota", value: "5120", set: setFileQuota, number: true,
		doc: "How much the files of one person may be together, in MiB. A fifth of it may come in a day.",
	},
	{
		name: "link_previews", value: "on", set: setLinkPreviews, list: true,
		doc: "Whether the server looks at links that people write, to show what they are about: on or off. Public addresses only, and those of your own network that you name here beside on, such as http://wiki.example.lan.",
	},
	{
		name: "push_services", value: "usual", set: setPushServices, list: true,
		doc: "Push services through which people are told of messages while the page is closed: usual (those of the common browsers), names such as push.example.org or *.example.org, addresses such as http://10.0.0.5:8080, or off. What goes there is encrypted for the browser; the service learns when somebody is told.",
	},
	{
		name: "backup_dir", set: setBackupDir,
		doc: "Folder into which the server makes backups by itself, best on another disk. Empty: it makes none.",
	},
	{
		name: "backup_every", value: "24h", set: setBackupEvery,
		doc: "How often it makes one, such as 24h.",
	},
	{
		name: "backup_keep", value: "7", set: setBackupKeep, number: true,
		doc: "How many of them stay; the oldest go.",
	},
	{
		name: "drain_over", value: "2s", set: setDrainOver,
		doc: "In how long a server that stops sends its connections away, a part at a time, so that they do not all come back at once.",
	},
	{
		name: "limits.scale", value: "1", set: setScale, number: true,
		doc: "Multiplies every limit on how much one person may do in a time.",
	},
	{
		name: "log.format", value: "text", set: setLogFormat,
		doc: "How the log is written: text or json.",
	},
	{
		name: "log.level", value: "info", set: setLogLevel,
		doc: "The least serious line that is logged: debug, info, warn or error.",
	},
	{
		name: "trusted_proxies", set: setTrustedProxies, list: true,
		doc: "Networks of proxies that may say for whom they ask (X-Forwarded-For, X-Forwarded-Proto), such as 10.0.0.0/8. From anybody else these headers are ignored.",
	},
}

func (o option) variable() string {
	return "TWOTICKS_" + strings.ToUpper(strings.ReplaceAll(o.name, ".", "_"))
}

func (o option) flag() string {
	return strings.NewReplacer(".", "-", "_", "-").Replace(o.name)
}

func setListen(c *Config, v string) error {
	if err := checkAddress(v); err != nil {
		return err
	}
	c.Listen = v
	return nil
}

func checkAddress(v string) error {
	host, port, err := net.SplitHostPort(v)
	if err != nil {
		return errors.New("it should be host:port, such as localhost:8080")
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		return fmt.Errorf("%q is not a port: it should be 1 to 65535", port)
	}
	if strings.ContainsAny(host, "/@ ") {
		return fmt.Errorf("%q is not a host", host)
	}
	return nil
}

func setData(c *Config, v string) error {
	if v == "" || strings.ContainsRune(v, 0) {
		return errors.New("it should be a folder")
	}
	c.Data = v
	return nil
}

func setPublicURL(c *Config, v string) error {
	if v == "" {
		c.PublicURL = ""
		return nil
	}
	u, err := url.Parse(strings.TrimSuffix(v, "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("it should be http:// or https:// and a host, and nothing behind it: the page is always at the root")
	}
	// Browsers leave the default port out of an Origin, and write hosts in small letters.
	host := strings.ToLower(u.Host)
	if u.Port() == map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = strings.TrimSuffix(host, ":"+u.Port())
	}
	c.PublicURL = u.Scheme + "://" + host
	return nil
}

func setRegistration(c *Config, v string) error {
	if !slices.Contains([]string{"", string(auth.Open), string(auth.Invite), string(auth.Closed)}, v) {
		return errors.New("it should be open, invite or closed")
	}
	c.Registration = auth.Registration(v)
	return nil
}

func setDirectory(c *Config, v string) error {
	if !slices.Contains([]string{"auto", "on", "off"}, v) {
		return errors.New("it should be on, off or auto")
	}
	c.Directory = v
	return nil
}

func setQueueKeep(c *Config, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > 0 && d < time.Second {
		return errors.New("it should be a time such as 168h or 30m, at least 1s, or 0 for ever")
	}
	c.QueueKeep = d
	return nil
}

func setRetention(c *Config, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > 0 && d < time.Second {
		return errors.New("it should be a time such as 8760h, at least 1s, or 0 for ever")
	}
	c.Retention = d
	return nil
}

func setQueuePurge(c *Config, v string) error {
	if v != "on" && v != "off" {
		return errors.New("it should be on or off")
	}
	c.QueuePurge = v == "on"
	return nil
}

func setMaxFile(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > 1024 {
		return errors.New("it should be a number of MiB from 1 to 1024, or 0 for no files")
	}
	c.MaxFile = int64(n) << 20
	return nil
}

func setFileQuota(c *Config, v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 1<<30 {
		return errors.New("it should be a number of MiB, such as 5120")
	}
	c.FileQuota = int64(n) << 20
	return nil
}

func setLinkPreviews(c *Config, v string) error {
	c.LinkPreviews, c.LinkOrigins = false, nil
	off := false
	for text := range strings.SplitSeq(v, ",") {
		switch text = strings.TrimSpace(text); text {
		case "":
		case "on":
			c.LinkPreviews = true
		case "off":
			off = true
		default:
			u, err := url.Parse(text)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
				return fmt.Errorf("%q is neither on nor off, nor an address such as http://wiki.example.lan", text)
			}
			c.LinkOrigins = append(c.LinkOrigins, safehttp.Origin(u))
		}
	}
	if off && (c.LinkPreviews || len(c.LinkOrigins) > 0) {
		return errors.New("it should be either off, or on with addresses")
	}
	c.LinkPreviews = !off
	return nil
}

func setPushServices(c *Config, v string) error {
	c.PushServices = nil
	for text := range strings.SplitSeq(v, ",") {
		switch text = strings.TrimSpace(text); text {
		case "", "off":
		case "usual":
			c.PushServices = append(c.PushServices, push.Usual()...)
		default:
			services, err := push.CheckServices([]string{text})
			if err != nil {
				return err
			}
			c.PushServices = append(c.PushServices, services...)
		}
	}
	return nil
}

func setDrainOver(c *Config, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < time.Millisecond || d > 20*time.Second {
		return errors.New("it should be a time such as 2s, from 1ms to 20s")
	}
	c.DrainOver = d
	return nil
}

func setScale(c *Config, v string) error {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n > 0) || math.IsInf(n, 1) || n > 1e6 {
		return errors.New("it should be a number above 0, such as 1 or 2.5")
	}
	c.LimitsScale = n
	return nil
}

func setLogFormat(c *Config, v string) error {
	if v != "text" && v != "json" {
		return errors.New("it should be text or json")
	}
	c.LogFormat = v
	return nil
}

func setLogLevel(c *Config, v string) error {
	if !slices.Contains([]string{"debug", "info", "warn", "error"}, v) {
		return errors.New("it should be debug, info, warn or error")
	}
	var level slog.Level
	err := level.UnmarshalText([]byte(v))
	c.LogLevel = level
	return err
}

func setTrustedProxies(c *Config, v string) error {
	c.TrustedProxies = nil
	for text := range strings.SplitSeq(v, ",") {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			addr, addrErr := netip.ParseAddr(text)
			if addrErr != nil {
				return fmt.Errorf("%q is not a network, such as 10.0.0.0/8, nor an address", text)
			}
			prefix = netip.PrefixFrom(addr, addr.BitLen())
		}
		c.TrustedProxies = append(c.TrustedProxies, prefix.Masked())
	}
	return nil
}
