package main

import (
	"encoding/json"
	"net/http"
	"slices"
)

// handler is the control address.
func (f *faults) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /faults", func(w http.ResponseWriter, _ *http.Request) { f.tell(w) })
	mux.HandleFunc("DELETE /faults", func(w http.ResponseWriter, _ *http.Request) {
		f.clear()
		f.tell(w)
	})
	mux.HandleFunc("POST /faults", func(w http.ResponseWriter, r *http.Request) {
		var one fault
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10)).Decode(&one); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if one.Act == "" || !slices.Contains(ways, one.How) {
			http.Error(w, "a fault has an act and one of the known ways", http.StatusBadRequest)
			return
		}
		f.add(&one)
		f.tell(w)
	})
	return mux
}

// tell answers with what reached the store and with the faults of now.
func (f *faults) tell(w http.ResponseWriter) {
	calls, list := f.state()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(struct {
		Calls  map[string]int `json:"calls"`
		Faults []fault        `json:"faults"`
	}{calls, list})
}
