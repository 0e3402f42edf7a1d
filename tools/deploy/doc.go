// Package deploy holds the files of deploy/ to what their readers accept: Compose's own loader, BuildKit's own parser, and
// systemd and Caddy where they are installed. It is a module of its own, so that none of these libraries is one of
// Twoticks. tools/check.sh runs it.
package deploy
