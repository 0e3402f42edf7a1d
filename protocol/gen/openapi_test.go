package main

import (
	"bytes"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"twoticks/protocol"
)

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

func TestTheDocumentIsOpenAPI(t *testing.T) {
	document, err := libopenapi.NewDocument(protocol.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	if v := document.GetVersion(); v != "3.1.0" {
		t.Errorf("it says that it is version %s", v)
	}
	checker, errs := validator.NewValidator(document)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if ok, problems := checker.ValidateDocument(); !ok {
		for _, p := range problems {
			t.Errorf("%s: %s", p.Message, p.Reason)
			for _, s := range p.SchemaValidationErrors {
				t.Errorf("  %s at %s", s.Reason, s.FieldPath)
			}
		}
	}
}

func TestEveryCommandOverHTTPIsInTheDocument(t *testing.T) {
	document, err := libopenapi.NewDocument(protocol.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	model, err := document.BuildV3Model()
	if err != nil {
		t.Fatal(err) // a reference that leads nowhere
	}
	described := 0
	for _, c := range protocol.Commands {
		path, there := model.Model.Paths.PathItems.Get("/api/" + c.Name)
		if over := c.Doors&protocol.HTTP != 0; there != over {
			t.Errorf("%s: described %v, served over HTTP %v", c.Name, there, over)
		}
		if !there {
			continue
		}
		described++
		if path.Post == nil || path.Post.OperationId != c.Name || path.Post.Summary == "" {
			t.Errorf("%s is not described as a POST with a sentence", c.Name)
		}
	}
	if described < 30 {
		t.Errorf("only %d commands are described", described)
	}
}
