package config

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// DefaultFile is read when no other is named, if it is there.
const DefaultFile = "twoticks.toml"

// Problem is a setting that cannot be used, or an argument. It is one line for the one who typed it.
type Problem struct{ Line string }

func (p *Problem) Error() string { return p.Line }

func problem(format string, args ...any) error { return &Problem{fmt.Sprintf(format, args...)} }

// Load reads the settings: the file (--config, else TWOTICKS_CONFIG, else twoticks.toml where there is one), over it the
// environment, over it the flags. A subcommand may add flags of its own. It returns the arguments that are no flags;
// flag.ErrHelp means that help was asked for.
func Load(args []string, getenv func(string) (string, bool), add func(*flag.FlagSet)) (Config, []string, error) {
	var c Config
	for _, o := range options {
		if err := o.set(&c, o.value); err != nil {
			return c, nil, fmt.Errorf("default of %s: %w", o.name, err)
		}
	}
	c.Listen = "" // what it is where nobody sets it follows from the others
	given, file, rest, err := parseFlags(args, add)
	if err != nil {
		return c, nil, err
	}
	if err := readFile(&c, file, getenv); err != nil {
		return c, nil, err
	}
	for _, o := range options {
		if err := readVariable(&c, o, getenv); err != nil {
			return c, nil, err
		}
	}
	for _, o := range options {
		if v, ok := given[o.flag()]; ok {
			if err := o.set(&c, v); err != nil {
				return c, nil, problem("%s: %v", o.shown("--"+o.flag()+" ", v), err)
			}
		}
	}
	if err := c.settle(); err != nil {
		return c, nil, err
	}
	return c, rest, nil
}

func parseFlags(args []string, add func(*flag.FlagSet)) (given map[string]string, file string, rest []string, err error) {
	set := flag.NewFlagSet("twoticks", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&file, "config", "", "")
	given = map[string]string{}
	for _, o := range options {
		set.Func(o.flag(), "", func(v string) error { given[o.flag()] = v; return nil })
	}
	if add != nil {
		add(set)
	}
	// Flags may stand before and behind what is none.
	for {
		if err := set.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, "", nil, err
			}
			return nil, "", nil, problem("%v: see twoticks help", err)
		}
		if args = set.Args(); len(args) == 0 {
			return given, file, rest, nil
		}
		rest, args = append(rest, args[0]), args[1:]
	}
}

func readVariable(c *Config, o option, getenv func(string) (string, bool)) error {
	v, ok := getenv(o.variable())
	path, inFile := getenv(o.variable() + "_FILE")
	switch {
	case ok && inFile:
		return problem("%s and %s_FILE are both set: remove one", o.variable(), o.variable())
	case inFile:
		text, err := os.ReadFile(path)
		if err != nil {
			return problem("%s_FILE: cannot read it: %v", o.variable(), err)
		}
		v = strings.TrimRight(string(text), "\r\n")
	case !ok:
		return nil
	}
	if err := o.set(c, v); err != nil {
		return problem("%s: %v", o.shown(o.variable()+"=", v), err)
	}
	return nil
}

// shown is a setting as it was given, for a message. A secret is left out.
func (o option) shown(name, value string) string {
	if o.secret {
		return strings.TrimRight(name, "= ")
	}
	return name + value
}

func readFile(c *Config, path string, getenv func(string) (string, bool)) error {
	named := path != ""
	if !named {
		path, named = getenv("TWOTICKS_CONFIG")
	}
	if !named {
		path = DefaultFile
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !named {
		return nil
	}
	if err != nil {
		return problem("%s: cannot read the settings: %v", path, err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(text, &tree); err != nil {
		var broken *toml.DecodeError
		if errors.As(err, &broken) {
			line, _ := broken.Position()
			return problem("%s, line %d: %v", path, line, broken)
		}
		return problem("%s: %v", path, err)
	}
	return setAll(c, path, text, tree, "")
}

// setAll goes through what the file holds, in the order of its keys' names, so that the same mistake is told each time.
func setAll(c *Config, path string, text []byte, tree map[string]any, prefix string) error {
	keys := make([]string, 0, len(tree))
	for key := range tree {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		name := prefix + key
		if table, ok := tree[key].(map[string]any); ok {
			if err := setAll(c, path, text, table, name+"."); err != nil {
				return err
			}
			continue
		}
		at := fmt.Sprintf("%s, line %d", path, lineOf(text, key))
		i := slices.IndexFunc(options, func(o option) bool { return o.name == name })
		if i < 0 {
			return problem("%s: there is no setting %s", at, name)
		}
		v, err := options[i].written(tree[key])
		if err == nil {
			err = options[i].set(c, v)
		}
		if err != nil {
			return problem("%s: %s: %v", at, name, err)
		}
	}
	return nil
}

// written is a value of the file as it would be written in the environment.
func (o option) written(v any) (string, error) {
	switch v := v.(type) {
	case string:
		if !o.list && !o.number {
			return v, nil
		}
	case int64, float64:
		if o.number {
			return fmt.Sprint(v), nil
		}
	case []any:
		if o.list {
			var texts []string
			for _, e := range v {
				text, ok := e.(string)
				if !ok {
					return "", errors.New("it should be a list of strings")
				}
				texts = append(texts, text)
			}
			return strings.Join(texts, ","), nil
		}
	}
	switch {
	case o.list:
		return "", errors.New("it should be a list of strings")
	case o.number:
		return "", errors.New("it should be a number")
	}
	return "", errors.New("it should be a string in quotes")
}

// lineOf finds where a key stands; 1 when it cannot be said.
func lineOf(text []byte, key string) int {
	line := 0
	for l := range bytes.Lines(text) {
		line++
		l = bytes.TrimSpace(l)
		rest, ok := bytes.CutPrefix(bytes.Trim(l, `"'[`), []byte(key))
		if ok && (len(rest) == 0 || bytes.ContainsAny(rest[:1], " \t=\"'].")) {
			return line
		}
		if i := bytes.LastIndex(l, []byte("."+key)); i >= 0 && bytes.IndexByte(l[i:], '=') > 0 {
			return line
		}
	}
	return 1
}
