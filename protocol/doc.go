// Package protocol is the wire: what a client and a server of Twoticks say to each other, and nothing else.
//
// It holds the frames, the commands with their replies, the events, the objects they carry, the error codes and the
// close codes, each documented where it is defined. Everything else is made from here: the TypeScript types of the web
// client, the tables in PROTOCOL.md, and the list of commands that both doors serve. The Go structs are the one truth.
//
// It is not for rules (who may do what is decided in the messenger), nor for transport (the doors move the bytes). It
// imports nothing of ours. The doors, the command room, the fan-out and every client may import it.
//
// Reading is strict on the server's side: unknown names, doubled names, bad UTF-8, wrong types and numbers that a
// browser could not hold are refused with the name of the field. A client ignores names that it does not know, so that
// an older page survives a newer server.
package protocol

//go:generate go run ./gen
