package command_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"twoticks/internal/command"
	"twoticks/internal/messenger"
	"twoticks/protocol"
)

// reasons reads the words of the refusals that a room declares for others: var ErrX = &Error{Reason: "…"}.
func reasons(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	var words []string
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			list, ok := declared.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range list.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && v.Names[0].IsExported() {
					words = append(words, reasonIn(v)...)
				}
			}
		}
	}
	return words
}

func reasonIn(v *ast.ValueSpec) (words []string) {
	ast.Inspect(v, func(n ast.Node) bool {
		if pair, ok := n.(*ast.KeyValueExpr); ok {
			key, isName := pair.Key.(*ast.Ident)
			value, isText := pair.Value.(*ast.BasicLit)
			if isName && isText && key.Name == "Reason" {
				if word, err := strconv.Unquote(value.Value); err == nil {
					words = append(words, word)
				}
			}
		}
		return true
	})
	return words
}

func TestEveryReasonIsACodeOfTheWire(t *testing.T) {
	for _, room := range []string{"messenger", "auth"} {
		words := reasons(t, filepath.Join("..", room))
		if len(words) == 0 {
			t.Errorf("%s declares no reasons", room)
		}
		for _, word := range words {
			if _, ok := protocol.Codes[protocol.ErrorCode(word)]; !ok {
				t.Errorf("%s refuses with %q, which is no code of the wire", room, word)
			}
		}
	}
}

func read(h *house, t *testing.T) *protocol.Error {
	t.Helper()
	ctx := command.WithRequestID(t.Context(), "REQUEST")
	_, err := h.Do(ctx, h.ana, "history.read", protocol.Encode(protocol.HistoryRead{}))
	if err == nil {
		t.Fatal("no error")
	}
	return err
}

func TestUnknownErrorIsToldByItsRequestOnly(t *testing.T) {
	h := newHouse(t, func(f *failing) { f.history = func() error { return errDisk } })
	e := read(h, t)
	if e.Code != protocol.CodeInternal || e.RequestID != "REQUEST" || strings.Contains(e.Message, "secret") {
		t.Errorf("got %+v", e)
	}
	if log := h.log.String(); !strings.Contains(log, "REQUEST") || !strings.Contains(log, errDisk.Error()) {
		t.Errorf("the log does not lead to the cause: %s", log)
	}
}

func TestPanicIsOneCommands(t *testing.T) {
	h := newHouse(t, func(f *failing) { f.history = func() error { panic("secret") } })
	if e := read(h, t); e.Code != protocol.CodeInternal || e.RequestID != "REQUEST" || strings.Contains(e.Message, "secret") {
		t.Errorf("got %+v", e)
	}
	do[protocol.Invitations](t, h, h.ana, "invitation.list", protocol.InvitationList{})
}

func TestFailuresThatMayPassSayWhenToTryAgain(t *testing.T) {
	for name, row := range map[string]struct {
		err  error
		code protocol.ErrorCode
		wait int64
	}{
		"the store is away":              {messenger.ErrUnavailable.Because(errDisk), protocol.CodeUnavailable, 1000},
		"with a time":                    {messenger.ErrOverloaded.After(1500 * time.Microsecond), protocol.CodeOverloaded, 2},
		"the disk is full":               {messenger.ErrStorageFull, protocol.CodeStorageFull, 0},
		"nobody can say":                 {messenger.ErrOutcomeUnknown, protocol.CodeOutcomeUnknown, 0},
		"it waited too long for a place": {context.DeadlineExceeded, protocol.CodeUnavailable, 1000},
		"a reason of nobody's":           {&messenger.Error{Reason: "no_such_word"}, protocol.CodeInternal, 0},
	} {
		h := newHouse(t, func(f *failing) { f.history = func() error { return row.err } })
		e := read(h, t)
		if e.Code != row.code || e.RetryAfterMs != row.wait || strings.Contains(e.Message, "secret") {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
