// Package config reads what an operator decides: a file, over it the environment, over it the flags.
//
// Every option is one row of the table in options.go: a name, a sentence, a default and a validator; the file's keys, the
// variables, the flags, the help and twoticks.example.toml all follow from it. The room is not for what the settings do,
// and reads no setting but when the program starts. Only app and cmd call it.
//
// A setting that cannot be understood is an error of one line that names it, where it stands, and what is expected: the
// program does not start on a guess.
package config

import (
	"log/slog"
	"net/netip"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/push"
)

// Config is every setting, validated.
type Config struct {
	// Listen is host:port.
	Listen string
	// Data is the folder where everything is kept.
	Data string
	// Redis is where the channel layer of several nodes is; empty for one node. RedisPrefix begins the names of what is ours
	// there, RedisCA is the file of its authority.
	Redis, RedisPrefix, RedisCA string
	// Database is the address of a PostgreSQL; empty is a file of SQLite in Data. DatabaseAsConfigured takes one that may lose
	// what it acknowledged.
	Database             string
	DatabaseAsConfigured bool
	// PublicURL is scheme://host[:port] by which people reach the server; empty when they use its own address.
	PublicURL string
	// Domain is the name for which the server gets certificates by itself; empty when it does not.
	Domain string
	// TLSCert and TLSKey are the files of a certificate of the operator's; both or none.
	TLSCert, TLSKey string
	// HTTPListen is where a server with TLS answers plain HTTP too; empty is nowhere.
	HTTPListen string
	// ACMEDirectory and ACMEEmail are for Domain; empty is Let's Encrypt, and nobody.
	ACMEDirectory, ACMEEmail string
	// MetricsListen is where /metrics is served; empty is nowhere.
	MetricsListen string
	// Registration is empty when it follows from Listen.
	Registration auth.Registration
	// Directory is "auto", "on" or "off".
	Directory string
	// QueueKeep is how long an undelivered message waits for its recipient; zero is for ever.
	QueueKeep time.Duration
	// QueuePurge: what expired for everybody loses its content.
	QueuePurge bool
	// Retention is how long messages are kept; zero is for ever.
	Retention time.Duration
	// MaxFile is how large a file may be, in bytes; zero for no files. FileQuota is how much one person's may be together.
	MaxFile, FileQuota int64
	// LinkPreviews: links that people write are looked at. LinkOrigins are addresses that may be asked although they are not public.
	LinkPreviews bool
	LinkOrigins  []string
	// PushServices are those that people are told through while their page is closed; none where nobody is.
	PushServices push.Services
	// BackupDir is where backups are made by the clock; empty is nowhere. BackupEvery is how often, BackupKeep how many stay.
	BackupDir   string
	BackupEvery time.Duration
	BackupKeep  int
	// DrainOver is in how long a server that stops sends its connections away.
	DrainOver time.Duration
	// LimitsScale multiplies all limits.
	LimitsScale float64
	// LogFormat is "text" or "json".
	LogFormat string
	LogLevel  slog.Level
	// TrustedProxies may say for whom they ask.
	TrustedProxies []netip.Prefix
}
