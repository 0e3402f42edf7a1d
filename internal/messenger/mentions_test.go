package messenger_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"twoticks/internal/messenger"
)

func TestMentionsAreFoundAsThePageFindsThem(t *testing.T) {
	data, err := os.ReadFile("../../protocol/testdata/mentions.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Text    string
		Handles []string
	}
	if err := json.Unmarshal(data, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) == 0 {
		t.Fatal("no cases")
	}
	for _, c := range cases {
		if got := messenger.Mentions(c.Text); !slices.Equal(got, c.Handles) {
			t.Errorf("%q: %q, want %q", c.Text, got, c.Handles)
		}
	}
}

func TestAMessageCallsFiftyPeopleAtMost(t *testing.T) {
	var b strings.Builder
	for i := range 200 {
		b.WriteString(" @p" + string(rune('a'+i/26)) + string(rune('a'+i%26)))
	}
	if n := len(messenger.Mentions(b.String())); n != 50 {
		t.Errorf("%d", n)
	}
}
