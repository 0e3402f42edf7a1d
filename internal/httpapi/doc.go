// Package httpapi is the door for single requests: the commands by POST, the page and its files, the health of the server,
// and the way in to a live connection.
//
// routes.go is the site map. Every request passes the same porter first: the host it asked for, the site it came from, the
// size of it. What a command does is the command room's, who somebody is auth's, and what a live connection does is live's.
// The room keeps no state but the page's files, read and compressed once at the start.
//
// Whatever goes wrong gets the one envelope (P4) and a request id that leads to the log; the path of a request is never
// logged, since some links carry a secret, only the route that it matched. New fails, and the program with it, when a
// route, a command without a handler or a page with a missing file would be found out only later (R1.1).
package httpapi
