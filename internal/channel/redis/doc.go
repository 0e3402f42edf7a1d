// Package redis is the channel layer of a server of several nodes: what one publishes reaches the others through Redis's
// publish and subscribe.
//
// All nodes share one channel of Redis, and each leaves out what is for nobody here; docs/adr/0010 says why. So a topic is
// had at once, without asking anybody (C14), and Redis holds nothing of ours: one that comes back empty lacks nothing. To
// its own node a publication goes straight, and needs no Redis.
//
// Redis may lose what it carries without a word, so every node numbers what it says, and says something twice a second:
// who hears a gap tells its receiver by Missed, and who does not hear itself any more is away, connects anew, and tells the
// same once it is back. While it is away what is published reaches this node only; nobody waits and nothing is kept.
//
// App opens it. It is not for anything that must not be lost (C18). A Node owns two goroutines besides those of its
// in-memory queue and of rueidis.
package redis
