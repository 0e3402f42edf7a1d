package httpapi

import (
	"net/http"

	"twoticks/protocol"
)

// serveOpenAPI is GET /api/openapi.json: the commands as programs read them. It says nothing that PROTOCOL.md does not, so
// it is for everybody.
func (s *Server) serveOpenAPI(w http.ResponseWriter, r *http.Request) {
	s.api.document.serve(w, r, http.StatusOK)
}

// serveAPIPage is GET /api/docs: the same for people.
func (s *Server) serveAPIPage(w http.ResponseWriter, r *http.Request) {
	s.api.page.serve(w, r, http.StatusOK)
}

// serveAPIStyle is GET /api/docs.css.
func (s *Server) serveAPIStyle(w http.ResponseWriter, r *http.Request) {
	s.api.style.serve(w, r, http.StatusOK)
}

// apiFiles are what is served of the documentation, made once.
type apiFiles struct{ document, page, style *file }

func newAPIFiles() (apiFiles, error) {
	page, err := writeAPIPage(protocol.OpenAPI)
	if err != nil {
		return apiFiles{}, err
	}
	return apiFiles{
		document: newFile("/api/openapi.json", protocol.OpenAPI),
		page:     newFile("/api/docs.html", page),
		style:    newFile("/api/docs.css", apiStyle),
	}, nil
}
