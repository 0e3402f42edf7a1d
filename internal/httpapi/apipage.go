package httpapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
)

// The page of the interface for programs is written from the OpenAPI document, so that both say the same. It has no
// script: the policy would let none of its own run that is not a file, and a list to read needs none.

//go:embed apipage.html
var apiTemplate string

//go:embed apipage.css
var apiStyle []byte

// apiDocument is as much of an OpenAPI document as the page shows.
type apiDocument struct {
	Paths map[string]struct {
		Post apiOperation `json:"post"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]apiSchema `json:"schemas"`
	} `json:"components"`
}

type apiOperation struct {
	ID          string                `json:"operationId"`
	Description string                `json:"description"`
	Security    []map[string][]string `json:"security"`
	RequestBody struct {
		Content map[string]apiContent `json:"content"`
	} `json:"requestBody"`
	Responses map[string]struct {
		Content map[string]apiContent `json:"content"`
	} `json:"responses"`
}

type apiContent struct {
	Schema apiSchema `json:"schema"`
}

type apiSchema struct {
	Ref         string               `json:"$ref"`
	Type        string               `json:"type"`
	Description string               `json:"description"`
	Items       *apiSchema           `json:"items"`
	Properties  map[string]apiSchema `json:"properties"`
	Required    []string             `json:"required"`
}

// apiCommand and apiObject are what the template shows.
type apiCommand struct {
	Name, Path, Doc, Who, Request, Reply string
}

type apiObject struct {
	Name, Doc string
	Fields    []apiField
}

type apiField struct {
	Name, Type, Link, Doc string
	Optional              bool
}

func writeAPIPage(document []byte) ([]byte, error) {
	var d apiDocument
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("the description of the interface for programs: %w", err)
	}
	var shown struct {
		Commands []apiCommand
		Objects  []apiObject
	}
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		o := d.Paths[path].Post
		shown.Commands = append(shown.Commands, apiCommand{
			Name: o.ID, Path: path, Doc: o.Description, Who: whoMay(o.Security),
			Request: o.RequestBody.Content["application/json"].Schema.name(), Reply: o.Responses["200"].Content["application/json"].Schema.name(),
		})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Components.Schemas)) {
		shown.Objects = append(shown.Objects, objectOf(name, d.Components.Schemas[name]))
	}
	page, err := template.New("api").Parse(apiTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, shown)
	return b.Bytes(), err
}

func objectOf(name string, s apiSchema) apiObject {
	o := apiObject{Name: name, Doc: s.Description}
	for _, field := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[field]
		f := apiField{Name: field, Doc: p.Description, Optional: !slices.Contains(s.Required, field)}
		if p.Items != nil {
			f.Type, f.Link = "list of "+p.Items.kind(), p.Items.name()
		} else {
			f.Type, f.Link = p.kind(), p.name()
		}
		o.Fields = append(o.Fields, f)
	}
	return o
}

// name is that of the object that a schema refers to; empty for a plain value.
func (s apiSchema) name() string { return s.Ref[strings.LastIndex(s.Ref, "/")+1:] }

func (s apiSchema) kind() string {
	switch {
	case s.Ref != "":
		return s.name()
	case s.Type == "":
		return "anything"
	}
	return s.Type
}

// whoMay says in words what a command asks for.
func whoMay(security []map[string][]string) string {
	for _, one := range security {
		if scopes, token := one["token"]; token {
			return "a token with " + strings.Join(scopes, ", ") + ", or a session"
		}
		if _, session := one["session"]; session {
			return "a session only"
		}
	}
	return "anybody"
}
