// Package watch looks at what a node says to PostgreSQL and to Redis, on the lines of the laboratory, and makes the faults that
// only somebody can make who understands it: a COMMIT whose answer nobody hears, a publication that is lost in silence.
//
// It follows the little of both protocols that this takes, in the clear. It makes no fault that it was not armed for, and tells
// of each that it made. It decides nothing about when: that is the nemesis.
package watch
