package rows_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"twoticks/internal/store/rows"
)

var messages = rows.Table{
	Name: "messages", Key: []int{0, 1},
	Columns: []rows.Column{{Name: "chat_key", Kind: rows.Integer}, {Name: "seq", Kind: rows.Integer}, {Name: "kind", Kind: rows.Text}, {Name: "body", Kind: rows.Bytes}},
}

// list is a source of one table.
type list []rows.Row

func (l list) Tables() []rows.Table { return []rows.Table{messages} }

func (l list) Each(_ context.Context, _ rows.Table, _ []any, f func(rows.Row) error) error {
	for _, r := range l {
		if err := f(r); err != nil {
			return err
		}
	}
	return nil
}

func sum(t *testing.T, l list) rows.Sums {
	t.Helper()
	sums, err := rows.SumUp(t.Context(), l, l.Tables())
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

func TestSum(t *testing.T) {
	all := list{
		{int64(1), int64(1), "text", []byte("hello")},
		{int64(1), int64(2), "text", []byte(nil)},
		{int64(2), int64(1), "text", nil},
		{int64(1), int64(3), "te", []byte("xt")},
	}
	want := sum(t, all)
	if len(want.Chats) != 2 || want.Chats[1].Rows != 3 || want.Chats[2].Rows != 1 || want.Tables["messages"].Rows != 4 {
		t.Errorf("there are %+v", want)
	}
	t.Run("the order of rows does not count", func(t *testing.T) {
		turned := slices.Clone(all)
		slices.Reverse(turned)
		if got := sum(t, turned); got.Tables["messages"] != want.Tables["messages"] || got.Chats[1] != want.Chats[1] {
			t.Errorf("%+v is %+v", want, got)
		}
	})
	for name, change := range map[string]func(list) list{
		"one less":              func(l list) list { return l[1:] },
		"one twice":             func(l list) list { return append(l, l[0]) },
		"one in place of other": func(l list) list { l[1] = l[0]; return l },
		"another value":         func(l list) list { l[0][3] = []byte("hullo"); return l },
		"a byte more to the left": func(l list) list {
			l[3][2], l[3][3] = "tex", []byte("t")
			return l
		},
		"text in place of bytes":    func(l list) list { l[0][3] = "hello"; return l },
		"empty in place of nothing": func(l list) list { l[2][3] = []byte{}; return l },
		"in another chat":           func(l list) list { l[2][0] = int64(1); return l },
	} {
		t.Run("it finds "+name, func(t *testing.T) {
			var copied list
			for _, r := range all {
				copied = append(copied, slices.Clone(r))
			}
			got := sum(t, change(copied))
			if got.Tables["messages"] == want.Tables["messages"] || got.Chats[1] == want.Chats[1] && got.Chats[2] == want.Chats[2] {
				t.Error("the checksum is the same")
			}
		})
	}
}

func TestSame(t *testing.T) {
	turned := messages
	turned.Columns = []rows.Column{messages.Columns[3], messages.Columns[1], messages.Columns[0], messages.Columns[2]}
	turned.Key = []int{2, 1}
	shorter, otherKey, otherKind := messages, messages, messages
	shorter.Columns = messages.Columns[:3]
	otherKey.Key = []int{1, 0}
	otherKind.Columns = append(slices.Clone(messages.Columns[:3]), rows.Column{Name: "body", Kind: rows.Text})
	for name, c := range map[string]struct {
		a, b []rows.Table
		same bool
	}{
		"the same":                 {[]rows.Table{messages}, []rows.Table{messages}, true},
		"columns in another order": {[]rows.Table{messages}, []rows.Table{turned}, true},
		"a table less":             {[]rows.Table{messages}, nil, false},
		"a table more":             {nil, []rows.Table{messages}, false},
		"a column less":            {[]rows.Table{messages}, []rows.Table{shorter}, false},
		"a column more":            {[]rows.Table{shorter}, []rows.Table{messages}, false},
		"another key":              {[]rows.Table{messages}, []rows.Table{otherKey}, false},
		"a column of another kind": {[]rows.Table{messages}, []rows.Table{otherKind}, false},
	} {
		if err := rows.Same(c.a, c.b); (err == nil) != c.same {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSumUpHandsErrorsOn(t *testing.T) {
	if _, err := rows.SumUp(t.Context(), broken{}, []rows.Table{messages}); !errors.Is(err, errBroken) {
		t.Errorf("it says %v", err)
	}
}

var errBroken = errors.New("the disk is away")

type broken struct{ list }

func (broken) Each(context.Context, rows.Table, []any, func(rows.Row) error) error { return errBroken }
