// Package peers is what the nodes of one server tell each other: that they live, who is connected to them, who types, that
// members of a chat changed, that a session ended, commands for an event stream that another of them holds, who of some
// users looks at a chat, and who was told of one by a push.
//
// It speaks over the channel layer, on a topic that every node has, and stands before the receivers of what is for people:
// that it hands on as it is. What it tells is state that lives in no store and may be lost: every node says every two
// seconds that it lives, and tells everything anew when it is asked, which a node does when it starts, hears of another for
// the first time, or may have missed something. A node that is not heard for Config.DeadAfter is gone, and with it the
// leases of its users (C33). While the layer is away, who is on other nodes is unknown (C18).
//
// It decides nothing about presence or typing (the messenger does), nor about sessions (auth). App starts it, only where
// there can be other nodes. It owns two goroutines and one per command that is carried out for another node, of which
// there are at most postsAtOnce.
package peers
