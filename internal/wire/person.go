package wire

import (
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// Person writes what others see of a user.
func Person(p messenger.Person) protocol.Person {
	kind := "person"
	switch {
	case p.Deleted:
		kind = "deleted"
	case p.Bot:
		kind = "bot"
	case p.Placeholder:
		kind = "placeholder"
	}
	return protocol.Person{ID: protocol.UserID(p.ID), Handle: p.Handle, Name: p.Name, About: p.About, Picture: protocol.FileID(p.Picture), Claimed: protocol.UserID(p.Claimed), Kind: kind, Version: p.Version}
}

// People writes people.
func People(list []messenger.Person) []protocol.Person { return each(list, Person) }

// Presence writes whether a user can be reached. The time is cut to the minute: nobody learns more of another's day.
func Presence(p messenger.Presence) protocol.Presence {
	const minute = 60_000
	if p.Online {
		return protocol.Presence{User: protocol.UserID(p.User), State: "online"}
	}
	if p.Hidden {
		return protocol.Presence{User: protocol.UserID(p.User), State: "hidden"}
	}
	state := "offline"
	if p.Unknown {
		state = "unknown"
	}
	return protocol.Presence{User: protocol.UserID(p.User), State: state, LastSeenAt: Millis(p.LastSeenAt) / minute * minute}
}

// Presences writes several.
func Presences(list []messenger.Presence) []protocol.Presence { return each(list, Presence) }

// Setting writes a row of a user's settings.
func Setting(s messenger.Setting) protocol.Setting {
	return protocol.Setting{Rev: protocol.Rev(s.Rev), Name: s.Name, Value: s.Value, Gone: s.Gone}
}

// Settings writes rows; nil when there are none, so that the field is left out.
func Settings(list []messenger.Setting) []protocol.Setting {
	if len(list) == 0 {
		return nil
	}
	return each(list, Setting)
}

// Accepted tells an inviter who came.
func Accepted(a messenger.AcceptedInvitation) protocol.AcceptedInvitation {
	return protocol.AcceptedInvitation{
		Invitation: protocol.InvitationID(a.Invitation), User: protocol.UserID(a.User),
		Chat: protocol.ChatID(a.Chat), At: Millis(a.At),
	}
}

// AcceptedList writes several.
func AcceptedList(list []messenger.AcceptedInvitation) []protocol.AcceptedInvitation {
	return each(list, Accepted)
}
