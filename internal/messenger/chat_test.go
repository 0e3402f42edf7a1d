package messenger

import (
	"errors"
	"fmt"
	"testing"
)

func TestGuards(t *testing.T) {
	for _, c := range []struct {
		name               string
		relation           Relation
		member, read, line error
	}{
		{"a stranger", Relation{Kind: Direct}, ErrChatNotFound, ErrChatNotFound, ErrChatNotFound},
		{"a stranger to a chat with messages", Relation{Kind: Group, Head: 5}, ErrChatNotFound, ErrChatNotFound, errBegunAlready},
		{"a member of an empty chat", Relation{Kind: Direct, Member: true}, nil, nil, nil},
		{"a member", Relation{Kind: Group, Member: true, To: 5, Head: 5}, nil, nil, errBegunAlready},
		{"who was removed", Relation{Kind: Group, WasMember: true, To: 4, Head: 5}, ErrNotAMember, nil, errBegunAlready},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, g := range []struct {
				name  string
				guard Guard
				want  error
			}{{"MustBeMember", MustBeMember, c.member}, {"MayRead", MayRead, c.read}, {"mustBeBeginning", mustBeBeginning, c.line}} {
				if err := g.guard(c.relation); !errors.Is(err, g.want) {
					t.Errorf("%s: got %v, want %v", g.name, err, g.want)
				}
			}
		})
	}
}

func TestError(t *testing.T) {
	cause := errors.New("the cause")
	made := ErrBadField.In("name").Because(cause).After(3)
	if made.Field != "name" || made.RetryAfter != 3 || !errors.Is(made, cause) || !errors.Is(made, ErrBadField) {
		t.Errorf("made %+v", made)
	}
	if ErrBadField.Field != "" || ErrBadField.RetryAfter != 0 || ErrBadField.Err != nil {
		t.Errorf("the refusal itself was changed: %+v", ErrBadField)
	}
	if errors.Is(ErrNotAMember, ErrNotAllowed) {
		t.Error("two refusals of one kind are the same")
	}
	for want, err := range map[Kind]error{
		Internal: cause, Invalid: ErrMarkAhead, NotFound: fmt.Errorf("read: %w", ErrChatNotFound), Unknown: ErrOutcomeUnknown.Because(cause),
	} {
		if got := KindOf(err); got != want {
			t.Errorf("%v is of kind %d, want %d", err, got, want)
		}
	}
}
