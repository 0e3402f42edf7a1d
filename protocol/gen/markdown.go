package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"twoticks/protocol"
)

func (m *model) markdown() []byte {
	var b bytes.Buffer
	b.WriteString("## Commands\n\n| command | where | scope of a token | request | answer | what it does |\n|---|---|---|---|---|---|\n")
	for _, c := range protocol.Commands {
		fmt.Fprintf(&b, "| `%s` | %s | %s | [%s](#%s) | [%s](#%s) | %s |\n", c.Name, where(c.Doors), scopeOf(c),
			c.Request.Name(), anchor(c.Request.Name()), c.Reply.Name(), anchor(c.Reply.Name()), m.docs[c.Request.Name()])
	}
	b.WriteString("\n## Events\n\n| event | body | what it tells |\n|---|---|---|\n")
	for _, e := range protocol.Events {
		fmt.Fprintf(&b, "| `%s` | [%s](#%s) | %s |\n", e.Name, e.Body.Name(), anchor(e.Body.Name()), m.docs[e.Body.Name()])
	}
	b.WriteString("\n## Error codes\n\n| code | HTTP | repeat? | meaning |\n|---|---|---|---|\n")
	for _, code := range slices.Sorted(maps.Keys(protocol.Codes)) {
		info := protocol.Codes[code]
		fmt.Fprintf(&b, "| `%s` | %d | %s | %s |\n", code, info.Status, yesNo(!info.Final, "worth it", "in vain"), info.Doc)
	}
	b.WriteString("\n## Close codes\n\n| code | afterwards | meaning |\n|---|---|---|\n")
	for _, code := range slices.Sorted(maps.Keys(protocol.CloseCodes)) {
		info := protocol.CloseCodes[code]
		fmt.Fprintf(&b, "| %d | %s | %s |\n", code, yesNo(info.ComeBack, "come back", "final"), info.Doc)
	}
	b.WriteString("\n## Objects\n")
	for _, s := range m.structs {
		fmt.Fprintf(&b, "\n### %s\n\n%s\n", s.name, s.doc)
		if len(s.fields) == 0 {
			continue
		}
		b.WriteString("\n| field | type | |\n|---|---|---|\n")
		for _, f := range s.fields {
			fmt.Fprintf(&b, "| `%s`%s | %s | %s |\n", f.name, yesNo(f.optional, " (optional)", ""), f.kind.plain(), f.doc)
		}
	}
	return b.Bytes()
}

func (k kind) plain() string {
	if k.array {
		return "list of " + k.name
	}
	return k.name
}

func where(d protocol.Door) string {
	switch {
	case d&protocol.Public != 0:
		return "HTTP, without a session"
	case d&protocol.HTTP == 0:
		return "socket"
	case d&protocol.Socket == 0:
		return "HTTP"
	}
	return "socket, HTTP"
}

func scopeOf(c protocol.CommandInfo) string {
	switch scope := protocol.ScopeOf(c.Name); {
	case c.Doors&protocol.Public != 0:
		return "none needed"
	case scope == 0:
		return "no token"
	default:
		return scope.Names()[0]
	}
}

func anchor(name string) string { return string(bytes.ToLower([]byte(name))) }

func yesNo(ok bool, yes, no string) string {
	if ok {
		return yes
	}
	return no
}
