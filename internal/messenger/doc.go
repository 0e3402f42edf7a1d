// Package messenger is the domain: chats, messages, receipts, membership, typing and presence, and the rules of each.
//
// It decides who may do what and in which order things happen; it knows nothing of JSON, sockets, SQL or Redis. The
// command room calls it with an Actor that auth has vouched for; it calls out through the ports that it declares: Store
// (acts, each atomic), Announcer (tells those entitled) and Clock. It imports the standard library only.
//
// Rules stand here once, as pure functions of a Relation. An act carries its rule into the store, which loads the
// relation inside the transaction and asks: what was true a moment ago decides nothing.
//
// When a port fails, the error goes up as it is; nothing here retries (the client is the only retrier).
package messenger
