// Package search finds messages by what they say. It is the part of it that both stores share, so that both find the same:
// how texts are folded (fold.go), what of a folded text is looked up (grams.go), the filter that stands for a block of a
// chat's log (filter.go), and the search itself, from the newest to the oldest (run.go).
//
// A store keeps, beside each chat, one row for each 64 places of its log: a Bloom filter of what the messages there hold.
// A search reads the filters of the chats that it is for, and only where a filter says "perhaps" the messages themselves;
// what is found was compared letter by letter, so nothing is found that is not there. What is not indexed yet is read as
// if its filter had said so. docs/adr/0016-search.md has the figures, and what else was tried.
//
// It is not for people and chats: a client has those. It knows no SQL, keeps nothing and owns no goroutine. Stores call it.
package search
