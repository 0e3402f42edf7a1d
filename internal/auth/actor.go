package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"twoticks/internal/messenger"
)

// The names of the domain that the doors need, so that they need not import it.
type (
	// Actor is who acts; see messenger.Actor.
	Actor     = messenger.Actor
	UserID    = messenger.UserID
	SessionID = messenger.SessionID
	ChatID    = messenger.ChatID
	Error     = messenger.Error
	Clock     = messenger.Clock
)

// InvitationID names an invitation. It is not the token in its link.
type InvitationID [16]byte

// TokenHash is what is stored of a token.
type TokenHash [sha256.Size]byte

var tokenCoding = base64.RawURLEncoding.Strict()

// The sizes of tokens: a session's and a reset link's are 256 bits, an invitation's 128, since it is typed and drawn as a
// code at times and can be tried ten times an hour only.
const (
	sessionTokenBytes    = 32
	resetTokenBytes      = 32
	setUpTokenBytes      = 16
	invitationTokenBytes = 16
)

func newToken(size int) (string, TokenHash) {
	secret := make([]byte, size)
	rand.Read(secret) // never fails: see crypto/rand
	token := tokenCoding.EncodeToString(secret)
	return token, hashToken(token)
}

// hashToken is plain SHA-256: a token is random already, so nothing slow is needed to keep it from being guessed.
func hashToken(token string) TokenHash { return sha256.Sum256([]byte(token)) }

// wellFormed tells whether a text can be a token of this size at all, before anybody looks for it.
func wellFormed(token string, size int) bool {
	if len(token) != tokenCoding.EncodedLen(size) {
		return false
	}
	_, err := tokenCoding.DecodeString(token)
	return err == nil
}
