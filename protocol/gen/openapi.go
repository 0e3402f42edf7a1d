package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"reflect"
	"strings"

	"twoticks/protocol"
)

// object is a JSON object; encoding/json writes its names in order, so the document is the same each time.
type object = map[string]any

// openapi is the commands as an OpenAPI 3.1 document: what a program can do by POST, with a token or without.
func (m *model) openapi() []byte {
	all := &model{docs: m.docs, seen: map[reflect.Type]bool{}}
	paths := object{}
	requests := map[string]bool{}
	for _, c := range protocol.Commands {
		if c.Doors&protocol.HTTP == 0 {
			continue
		}
		all.add(c.Request)
		all.add(c.Reply)
		requests[c.Request.Name()] = true
		paths["/api/"+c.Name] = object{"post": operationOf(c, m.docs[c.Request.Name()])}
	}
	for _, t := range []reflect.Type{
		reflect.TypeFor[protocol.HookPost](), reflect.TypeFor[protocol.HookPosted](), reflect.TypeFor[protocol.Failure](),
		reflect.TypeFor[protocol.TextBody](), reflect.TypeFor[protocol.FilesBody](), reflect.TypeFor[protocol.SystemBody](),
	} {
		all.add(t)
	}
	requests["HookPost"] = true
	paths["/hooks/{token}"] = object{"post": hookOperation(m.docs["HookPost"])}
	document := object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Twoticks", "version": fmt.Sprint(protocol.Version), "summary": "What programs can do on a Twoticks server",
			"description": introduction(), "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
		},
		"servers": []object{{"url": "/"}},
		"paths":   paths,
		"components": object{
			"schemas": all.schemas(requests),
			"responses": object{"Failure": object{
				"description": "It was refused, or failed. The code is from the registry of error codes; retry_after_ms says when the same is worth trying again.",
				"content":     contentOf("Failure"),
			}},
			"securitySchemes": object{
				"token":   object{"type": "http", "scheme": "bearer", "description": "A token of a program, tt_…, with its scopes. Never together with the cookie."},
				"session": object{"type": "apiKey", "in": "cookie", "name": "sid", "description": "The session of a browser; over TLS the cookie is called __Host-sid."},
			},
		},
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		log.Fatalf("gen: openapi: %v", err)
	}
	return b.Bytes()
}

func introduction() string {
	var b strings.Builder
	b.WriteString("Every command is a POST of a JSON object. Unknown names are refused, and so is a cross-site request that shows a cookie. " +
		"A message is repeated safely with the same client_id: the answer is the first one again.\n\nScopes of tokens:\n")
	for _, s := range protocol.Scopes {
		fmt.Fprintf(&b, "\n- `%s` %s", s.Name, s.Doc)
	}
	return b.String()
}

func operationOf(c protocol.CommandInfo, doc string) object {
	tag, _, _ := strings.Cut(c.Name, ".")
	o := object{
		"operationId": c.Name, "tags": []string{tag}, "summary": firstSentence(doc), "description": doc,
		"requestBody": object{"required": true, "content": contentOf(c.Request.Name())},
		"responses": object{
			"200":     object{"description": "It was done.", "content": contentOf(c.Reply.Name())},
			"default": object{"$ref": "#/components/responses/Failure"},
		},
	}
	switch scope := protocol.ScopeOf(c.Name); {
	case c.Doors&protocol.Public != 0:
		o["security"] = []object{{}}
	case scope == 0:
		o["security"] = []object{{"session": []string{}}}
	default:
		o["security"] = []object{{"token": scope.Names()}, {"session": []string{}}}
	}
	return o
}

func hookOperation(doc string) object {
	content := contentOf("HookPost")
	content["text/plain"] = object{"schema": object{"type": "string"}}
	return object{
		"operationId": "hook.post", "tags": []string{"hook"}, "summary": "Posts into the chat of a hook.", "description": doc,
		"security": []object{{}},
		"parameters": []object{
			{"name": "token", "in": "path", "required": true, "description": "The secret of the hook's address.", "schema": object{"type": "string"}},
			{"name": "Idempotency-Key", "in": "header", "description": "The same key again is the same message.", "schema": object{"type": "string", "maxLength": 255}},
		},
		"requestBody": object{"required": true, "content": content},
		"responses": object{
			"200":     object{"description": "It is stored.", "content": contentOf("HookPosted")},
			"default": object{"$ref": "#/components/responses/Failure"},
		},
	}
}

func contentOf(name string) object {
	return object{"application/json": object{"schema": object{"$ref": schemaPath + name}}}
}

const schemaPath = "#/components/schemas/"

func (m *model) schemas(requests map[string]bool) object {
	out := object{}
	ids := map[string]bool{}
	for _, s := range m.structs {
		properties, required := object{}, []string{}
		for _, f := range s.fields {
			properties[f.name] = f.schema()
			if !f.optional {
				required = append(required, f.name)
			}
			if f.kind.id {
				ids[f.kind.name] = true
			}
		}
		schema := object{"type": "object", "description": s.doc, "properties": properties}
		if len(required) > 0 {
			schema["required"] = required
		}
		if requests[s.name] {
			schema["additionalProperties"] = false
		}
		out[s.name] = schema
	}
	for id := range ids {
		out[id] = object{"type": "string", "pattern": "^[A-Za-z0-9_-]{22}$", "description": m.docs[id]}
	}
	return out
}

func (f field) schema() object {
	one := object{}
	switch {
	case f.kind.id || f.kind.named:
		one["$ref"] = schemaPath + f.kind.name
	case f.kind.name == "integer":
		one["type"], one["minimum"] = "integer", 0
	case f.kind.name != "any":
		one["type"] = f.kind.name
	}
	if f.kind.array {
		one = object{"type": "array", "items": one}
	}
	if f.doc != "" {
		one["description"] = f.doc
	}
	return one
}

// firstSentence is what fits beside a command's name.
func firstSentence(doc string) string {
	if i := strings.Index(doc, ". "); i >= 0 {
		return doc[:i+1]
	}
	return doc
}
