package redis

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/redis/rueidis"
)

// problem is why Redis cannot be used, as a sentence for an operator.
type problem string

func (p problem) Error() string { return string(p) }

func problemf(format string, args ...any) error { return problem(fmt.Sprintf(format, args...)) }

// explain says in one line why Redis cannot be used and what to do, without a secret.
func (n *Node) explain(err error) error {
	where := strings.Join(n.options.InitAddress, ", ")
	answer, isAnswer := rueidis.IsRedisErr(err)
	var (
		certificate *tls.CertificateVerificationError
		unknown     x509.UnknownAuthorityError
		record      tls.RecordHeaderError
		dns         *net.DNSError
	)
	switch {
	case isAnswer && hasPrefix(answer.Error(), "WRONGPASS", "NOAUTH", "ERR AUTH", "ERR Client sent AUTH"):
		return problemf("Redis at %s refuses the user or the password: see TWOTICKS_REDIS", where)
	case isAnswer && hasPrefix(answer.Error(), "NOPERM"):
		return problemf("Redis at %s does not permit what is needed: give the user &%s* +publish +subscribe +ping (with a cluster +spublish +ssubscribe +cluster)", where, n.config.Prefix)
	case isAnswer:
		return problemf("Redis at %s answers: %s", where, answer.Error())
	case errors.As(err, &certificate), errors.As(err, &unknown):
		return problemf("the certificate of Redis at %s is not trusted: set TWOTICKS_REDIS_CA to its authority's: %v", where, err)
	case errors.As(err, &record):
		return problemf("Redis at %s does not speak TLS: write redis:// instead of rediss://", where)
	case errors.Is(err, io.EOF), errors.Is(err, syscall.ECONNRESET):
		return problemf("Redis at %s closes the connection: if it speaks TLS, write rediss:// instead of redis://", where)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("nothing listens at %s: start Redis or change TWOTICKS_REDIS", where)
	case errors.As(err, &dns):
		return fmt.Errorf("%s is no known host: change TWOTICKS_REDIS", dns.Name)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isTimeout(err):
		if n.options.TLSConfig != nil {
			return problemf("Redis at %s does not answer: see that it runs, that this machine may reach it, and that it speaks TLS (else write redis:// instead of rediss://)", where)
		}
		return problemf("Redis at %s does not answer: see that it runs and that this machine may reach it", where)
	}
	return problemf("Redis at %s cannot be used: %v", where, err)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

func hasPrefix(text string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}
