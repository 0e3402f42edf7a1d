package main

import (
	"bytes"
	"encoding/json"
	"testing"

	"twoticks/protocol"
)

// That the document is OpenAPI is checked beside the TypeScript client, with a validator that has the standard's own schemas.

func generated(t *testing.T) []byte {
	t.Helper()
	docs, err := readDocs("..")
	if err != nil {
		t.Fatal(err)
	}
	return collect(docs).openapi()
}

func TestTheDocumentIsTheOneThatTheRegistryMakes(t *testing.T) {
	if !bytes.Equal(generated(t), protocol.OpenAPI) {
		t.Error("openapi.gen.json is not what the registry makes: go generate ./protocol")
	}
}

func TestEveryCommandOverHTTPIsInTheDocument(t *testing.T) {
	var document struct {
		Paths map[string]struct {
			Post *struct {
				OperationID string `json:"operationId"`
				Summary     string `json:"summary"`
			} `json:"post"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(protocol.OpenAPI, &document); err != nil {
		t.Fatal(err)
	}
	described := 0
	for _, c := range protocol.Commands {
		path, there := document.Paths["/api/"+c.Name]
		if over := c.Doors&protocol.HTTP != 0; there != over {
			t.Errorf("%s: described %v, served over HTTP %v", c.Name, there, over)
		}
		if !there {
			continue
		}
		described++
		if path.Post == nil || path.Post.OperationID != c.Name || path.Post.Summary == "" {
			t.Errorf("%s is not described as a POST with a sentence", c.Name)
		}
	}
	if described < 30 {
		t.Errorf("only %d commands are described", described)
	}
}
