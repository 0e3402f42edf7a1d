package auth

import "context"

// Prune forgets what is over: sessions and links whose time has passed, and lines of the audit log after auditKept. It
// takes a bounded number of them and says whether there may be more.
func (a *Auth) Prune(ctx context.Context) (more bool, err error) {
	if err := a.leaveBehind(ctx); err != nil {
		return false, err
	}
	now := a.clock.Now()
	n, err := a.store.Prune(ctx, Prune{At: now, AuditBefore: now.Add(-auditKept), Limit: pruneAtOnce})
	return n >= pruneAtOnce, err
}
