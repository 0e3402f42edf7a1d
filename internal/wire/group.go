package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// GroupLink writes a link, without its token.
func GroupLink(l messenger.GroupLink) protocol.GroupLink {
	return protocol.GroupLink{
		ID: protocol.GroupLinkID(l.ID), Chat: protocol.ChatID(l.Chat), CreatedBy: protocol.UserID(l.CreatedBy),
		CreatedAt: Millis(l.CreatedAt), ExpiresAt: Millis(l.ExpiresAt), Uses: l.Uses, MaxUses: l.MaxUses,
	}
}

// GroupLinks writes links.
func GroupLinks(list []messenger.GroupLink) []protocol.GroupLink { return each(list, GroupLink) }

// JoinRequests writes who waits to be let in.
func JoinRequests(list []messenger.JoinRequest) []protocol.GroupRequest {
	return each(list, func(r messenger.JoinRequest) protocol.GroupRequest {
		return protocol.GroupRequest{Chat: protocol.ChatID(r.Chat), User: protocol.UserID(r.User), At: Millis(r.At)}
	})
}
