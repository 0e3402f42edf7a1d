// Command bom writes the bill of materials of a program: the Go modules that are linked into it, as its own build
// information lists them, in CycloneDX 1.5. tools/release.sh calls it. The same program and version give the same bytes.
package main

import (
	"debug/buildinfo"
	"encoding/json"
	"flag"
	"log"
	"os"
	"time"
)

type bill struct {
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type    string `json:"type"`
	Ref     string `json:"bom-ref"`
	Name    string `json:"name"`
	Version string `json:"version"`
	PURL    string `json:"purl,omitempty"`
}

func main() {
	log.SetFlags(0)
	program := flag.String("program", "", "the program to look into")
	version := flag.String("version", "", "which version of Twoticks it is")
	at := flag.Int64("at", 0, "when, in seconds since 1970")
	flag.Parse()
	info, err := buildinfo.ReadFile(*program)
	if err != nil {
		log.Fatalf("bom: %v", err)
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	if err := out.Encode(billOf(info, *version, time.Unix(*at, 0))); err != nil {
		log.Fatalf("bom: %v", err)
	}
}

func billOf(info *buildinfo.BuildInfo, version string, at time.Time) bill {
	b := bill{
		Format: "CycloneDX", Spec: "1.5", Version: 1,
		Metadata: metadata{
			Timestamp: at.UTC().Format(time.RFC3339),
			Component: component{Type: "application", Ref: "twoticks", Name: "twoticks", Version: version},
		},
		// The standard library is a part like the others, with a version of its own.
		Components: []component{module("stdlib", info.GoVersion)},
	}
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		b.Components = append(b.Components, module(m.Path, m.Version))
	}
	return b
}

func module(path, version string) component {
	purl := "pkg:golang/" + path + "@" + version
	return component{Type: "library", Ref: purl, Name: path, Version: version, PURL: purl}
}
