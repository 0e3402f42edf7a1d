package protocol

import _ "embed"

// OpenAPI is the document that describes the commands to programs, generated from the registry.
//
//go:embed openapi.gen.json
var OpenAPI []byte
