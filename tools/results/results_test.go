package results

import (
	"reflect"
	"strings"
	"testing"
)

func TestMentionsFindsWholeNumbersAndTheirParts(t *testing.T) {
	cases := []struct {
		name string
		want []Mention
	}{
		{"R3.2 (direct) two gray ticks", []Mention{{"R3.2", []string{"direct"}}}},
		{"R3.2 (direct, group): all", []Mention{{"R3.2", []string{"direct", "group"}}}},
		{"TestMarks/R8.5 repeats change nothing", []Mention{{"R8.5", nil}}},
		{"R2.1, R2.3: shown", []Mention{{"R2.1", nil}, {"R2.3", nil}}},
		{"[R12.5] breaker", []Mention{{"R12.5", nil}}},
		{"ends in R1.1.", []Mention{{"R1.1", nil}}},
		{"R11.1 is not the first of R1", []Mention{{"R11.1", nil}}},
		{"R1.12 R13.1 R0.1 XR1.1 R1.1a 2.R1.1 R1.1.2 R1.6", nil},
	}
	for _, c := range cases {
		if got := Mentions(c.name); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Mentions(%q) = %v, want %v", c.name, got, c.want)
		}
	}
}

func TestReadGoCountsLeavesAndLosesNoFailure(t *testing.T) {
	stream := strings.Join([]string{
		`{"Action":"run","Package":"p","Test":"TestA"}`,
		`{"Action":"run","Package":"p","Test":"TestA/R3.2_(direct)_ticks"}`,
		`{"Action":"pass","Package":"p","Test":"TestA/R3.2_(direct)_ticks","Elapsed":0.5}`,
		`{"Action":"pass","Package":"p","Test":"TestA","Elapsed":0.6}`,
		`{"Action":"run","Package":"p","Test":"TestB"}`,
		`{"Action":"run","Package":"p","Test":"TestB/x"}`,
		`{"Action":"pass","Package":"p","Test":"TestB/x"}`,
		`{"Action":"fail","Package":"p","Test":"TestB"}`,
		`{"Action":"run","Package":"p","Test":"TestC"}`,
		`{"Action":"fail","Package":"p","Elapsed":1}`,
		`{"Action":"build-output","ImportPath":"q [q.test]","Output":"no such thing\n"}`,
		`{"Action":"fail","Package":"q","Elapsed":0}`,
		`{"Action":"skip","Package":"r","Elapsed":0}`,
	}, "\n")
	told := map[string]string{}
	watch := GoWatcher{Package: func(name string, o Outcome, _ float64, output string) { told[name] = string(o) + output }}
	got, err := ReadGo(strings.NewReader(stream), watch)
	if err != nil {
		t.Fatal(err)
	}
	want := []Test{
		{"p", "TestA/R3.2 (direct) ticks", Passed, 0.5, false},
		{"p", "TestB", Failed, 0, false},
		{"p", "TestB/x", Passed, 0, false},
		{"p", "TestC", Failed, 0, false},
		{"q", "the package as a whole", Failed, 0, false},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("tests:\n%v\nwant\n%v", got, want)
	}
	if told["p"] != "failed" || told["q"] != "failedno such thing\n" || len(told) != 2 {
		t.Errorf("the watcher heard %v", told)
	}
}

func TestReadPlaywrightJoinsTitlesAndCountsASecondTryAsFailed(t *testing.T) {
	report := `{"errors":[{"message":"no server\nstack"}],"suites":[{"title":"ticks.spec.ts","file":"ticks.spec.ts",
	 "specs":[{"title":"R3.1 sent","file":"ticks.spec.ts","tests":[{"status":"expected","results":[{"duration":1500}]}]}],
	 "suites":[{"title":"R3.2 (direct)","specs":[
	  {"title":"phone","file":"ticks.spec.ts","tests":[{"status":"flaky","results":[{"duration":1000},{"duration":1000}]}]},
	  {"title":"tab","file":"ticks.spec.ts","tests":[{"status":"skipped","results":[]}]}]}]}]}`
	got, err := ReadPlaywright([]byte(report))
	if err != nil {
		t.Fatal(err)
	}
	want := []Test{
		{"ticks.spec.ts", "R3.1 sent", Passed, 1.5, false},
		{"ticks.spec.ts", "R3.2 (direct) › phone", Failed, 2, false},
		{"ticks.spec.ts", "R3.2 (direct) › tab", Skipped, 0, false},
		{"e2e", "outside every scenario: no server", Failed, 0, false},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestReadVitestCountsAFileThatDoesNotLoad(t *testing.T) {
	report := `{"testResults":[
	 {"name":"/p/web/src/a.test.ts","status":"passed","assertionResults":[{"fullName":"C1 one","status":"passed","duration":2}]},
	 {"name":"/p/web/src/b.test.ts","status":"failed","message":"boom","assertionResults":[]}]}`
	got, err := ReadVitest("/p", []byte(report))
	if err != nil {
		t.Fatal(err)
	}
	want := []Test{
		{"web/src/a.test.ts", "C1 one", Passed, 0.002, false},
		{"web/src/b.test.ts", "the file as a whole", Failed, 0, false},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
