package auth

import (
	"slices"
	"strings"

	"twoticks/internal/messenger"
)

const (
	minHandle = 2
	maxHandle = 32
)

// reservedHandles would let somebody pass for the server, for those who run it, or for everybody.
var reservedHandles = []string{
	"about", "abuse", "account", "accounts", "admin", "administrator", "admins", "all", "anonymous", "api", "app", "assets",
	"billing", "bot", "channel", "contact", "daemon", "deleted", "everybody", "everyone", "group", "guest", "help", "here",
	"hostmaster", "info", "invite", "legal", "login", "logout", "mail", "mailer", "me", "moderator", "mods", "nobody", "none",
	"noreply", "notifications", "null", "official", "operator", "owner", "password", "postmaster", "privacy", "register", "reset",
	"root", "security", "self", "server", "service", "session", "settings", "setup", "staff", "status", "support", "sysadmin",
	"system", "team", "test", "twoticks", "undefined", "unknown", "user", "users", "webmaster", "www", "you",
}

// checkHandle holds a new handle against the rules. The @ before it is how handles are written and never part of one.
func checkHandle(handle string) error {
	if len(handle) < minHandle || len(handle) > maxHandle {
		return ErrHandleNotAllowed
	}
	for _, b := range []byte(handle) {
		if !(b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '.' || b == '_') {
			return ErrHandleNotAllowed
		}
	}
	if strings.HasPrefix(handle, deletedHandle) || strings.HasPrefix(handle, messenger.PlaceholderHandle) {
		return ErrHandleTaken
	}
	// A reserved word with dots or underscores around it, as in _admin_, reads the same.
	if slices.Contains(reservedHandles, strings.Trim(handle, "._")) {
		return ErrHandleTaken
	}
	return nil
}
