// Package limit keeps anybody from taking more than a fair share: a token bucket for each name and key, refilled with
// time.
//
// The doors and the command room ask it before they do something. It is not for passwords (auth slows guesses down by its
// own rules) nor for queues, which have bounds of their own. It imports nothing of ours and owns no goroutine.
//
// It cannot fail. What it keeps is bounded and may be lost: then somebody gets a full bucket. Limits stop abuse and never
// a person; see Table.
package limit
