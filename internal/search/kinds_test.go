package search

import (
	"testing"

	"twoticks/internal/messenger"
)

func TestWhatAMessageHolds(t *testing.T) {
	files := Row{Kind: "files", Version: 1, Body: []byte(`{"files":[{"id":"a","shape":"picture","name":"Strand.jpg"},{"id":"b","shape":"file","name":"Plan.pdf"}],"text":"see http://example.org"}`)}
	link := Row{Kind: "text", Version: 1, Body: []byte(`{"text":"look: HTTPS://Example.org/a?b"}`)}
	words := Row{Kind: "text", Version: 1, Body: []byte(`{"text":"http is a protocol"}`)}
	for _, c := range []struct {
		row  Row
		kind messenger.SearchKind
		want bool
	}{
		{files, messenger.HoldsPicture, true}, {files, messenger.HoldsFile, true}, {files, messenger.HoldsVoice, false}, {files, "", true},
		{link, messenger.HoldsLink, true}, {link, messenger.HoldsPicture, false}, {words, messenger.HoldsLink, false}, {files, messenger.HoldsLink, true},
	} {
		if got := c.row.holds(c.kind, Fold(c.row.text())); got != c.want {
			t.Errorf("%s holds %q: %v", c.row.Body, c.kind, got)
		}
	}
	if !holdsAll(Fold(files.text()), terms("plan pdf")) {
		t.Error("a file is not found by its name")
	}
	b := NewBlock(1, 0, []Row{files})
	if !mayHold(b.Filter, []uint64{hashOfKind(messenger.HoldsFile)}) || mayHold(b.Filter, []uint64{hashOfKind(messenger.HoldsVoice), hashOfKind(messenger.HoldsVideo)}) {
		t.Error("the filter does not tell what kinds of files there are")
	}
}
