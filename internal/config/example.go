package config

import (
	"fmt"
	"strings"
)

//go:generate go run ./example

// Example is the file of settings with everything at its default, each with its sentence.
func Example() string {
	var b strings.Builder
	b.WriteString("# Settings of Twoticks. Copy this file to twoticks.toml and take the # off what you change.\n")
	b.WriteString("# A variable of the environment goes above this file, a flag above both.\n")
	b.WriteString("# Written by go generate ./internal/config.\n")
	table := ""
	for _, o := range sorted() {
		key := o.name
		if head, tail, ok := strings.Cut(o.name, "."); ok {
			if key = tail; head != table {
				table = head
				fmt.Fprintf(&b, "\n[%s]\n", table)
			}
		}
		b.WriteString("\n")
		for _, line := range wrap(o.doc, 100) {
			fmt.Fprintf(&b, "# %s\n", line)
		}
		fmt.Fprintf(&b, "# %s, --%s\n# %s = %s\n", o.variable(), o.flag(), key, o.literal())
	}
	return b.String()
}

// Flags describes the options for the help.
func Flags() string {
	var b strings.Builder
	for _, o := range options {
		fmt.Fprintf(&b, "  --%s, %s", o.flag(), o.variable())
		if o.value != "" {
			fmt.Fprintf(&b, " (%s)", o.value)
		}
		b.WriteString("\n")
		for _, line := range wrap(o.doc, 90) {
			fmt.Fprintf(&b, "      %s\n", line)
		}
	}
	return b.String()
}

// sorted puts the options of tables behind those of none, as the format wants it.
func sorted() []option {
	var plain, tabled []option
	for _, o := range options {
		if strings.Contains(o.name, ".") {
			tabled = append(tabled, o)
		} else {
			plain = append(plain, o)
		}
	}
	return append(plain, tabled...)
}

func (o option) literal() string {
	switch {
	case o.list:
		return "[]"
	case o.number:
		return o.value
	}
	return fmt.Sprintf("%q", o.value)
}

func wrap(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
