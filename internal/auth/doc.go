// Package auth says who is knocking: it keeps accounts, password hashes, sessions, invitations and reset links, and turns
// a token into an Actor.
//
// It is not for what an actor may do in a chat (the messenger's rules) nor for cookies, headers and status codes (the
// doors'). The doors call it for everything that happens before there is an actor, the command room for invitations. It
// calls out through the ports declared here: Store (acts, each atomic; the rule of an act travels with it and is asked
// inside the transaction), Welcomer (opens the chat that an invitation leads to) and Clock.
//
// It owns no goroutine. What it keeps in memory may be lost: a cache of sessions that is never older than 30 s, and the
// counts of failed tries.
//
// Refusals are messenger errors whose reasons are the words of the wire. An error of the store goes up as it is. Tokens
// are shown once and stored as SHA-256; passwords are stored as argon2id; neither is ever logged.
package auth
