package main

import (
	"reflect"
	"testing"
)

func TestSplitCountsWhatAnOpenChatNeedsAndLeavesTheRestForLater(t *testing.T) {
	m := manifest{
		"index.html":                   {File: "a/index.js", Src: "index.html", IsEntry: true, Imports: []string{"_shared.js"}, CSS: []string{"a/index.css"}},
		"_shared.js":                   {File: "a/shared.js"},
		"src/ui/conversation/pane.tsx": {File: "a/pane.js", Src: "src/ui/conversation/pane.tsx", Imports: []string{"_shared.js", "index.html"}, CSS: []string{"a/pane.css", "a/index.css"}},
		"src/ui/invite/code.tsx":       {File: "a/code.js", Src: "src/ui/invite/code.tsx", Imports: []string{"_shared.js"}},
	}
	scripts, styles, later := m.split()
	if want := []string{"a/index.js", "a/pane.js", "a/shared.js"}; !reflect.DeepEqual(scripts, want) {
		t.Errorf("scripts %v, want %v", scripts, want)
	}
	if want := []string{"a/index.css", "a/pane.css"}; !reflect.DeepEqual(styles, want) {
		t.Errorf("styles %v, want %v", styles, want)
	}
	if want := []load{{"later: a/code.js", []string{"a/code.js"}, chunkBudget}}; !reflect.DeepEqual(later, want) {
		t.Errorf("later %v, want %v", later, want)
	}
}
