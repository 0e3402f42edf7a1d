package app_test

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"twoticks/internal/config"
	"twoticks/internal/doctor"
	"twoticks/internal/testkit"
)

// proxied starts a server that people open by the address of a proxy, which does something to what it hands on.
func proxied(t *testing.T, change func(*httputil.ProxyRequest), settings ...testkit.Setting) *testkit.Server {
	t.Helper()
	var behind *url.URL
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(behind)
		r.Out.Host = r.In.Host
		change(r)
	}})
	t.Cleanup(proxy.Close)
	s := testkit.Start(t, append(settings, testkit.With(func(c *config.Config) { c.PublicURL = proxy.URL }))...)
	var err error
	if behind, err = url.Parse(s.URL()); err != nil {
		t.Fatal(err)
	}
	return s
}

// about are the findings about something that are not good; all of them where about is empty.
func about(findings []doctor.Finding, what string) (found []doctor.Finding) {
	for _, f := range findings {
		if (what == "" || f.About == what) && f.Level != doctor.Good {
			found = append(found, f)
		}
	}
	return found
}

func TestDoctorSeesWhatAProxyDoes(t *testing.T) {
	trusting := testkit.With(func(c *config.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")} })
	for _, c := range []struct {
		name     string
		settings []testkit.Setting
		change   func(*httputil.ProxyRequest)
		about    string // "" when nothing is wrong
		want     string
	}{
		{"passes everything on", []testkit.Setting{trusting}, func(r *httputil.ProxyRequest) { r.SetXForwarded(); r.Out.Host = r.In.Host }, "", ""},
		{"takes the Upgrade out", nil, func(r *httputil.ProxyRequest) { r.Out.Header.Del("Upgrade"); r.Out.Header.Del("Connection") }, "websocket", "takes the Upgrade out"},
		{"changes the Origin", nil, func(r *httputil.ProxyRequest) { r.Out.Header.Set("Origin", "http://inside:8080") }, "websocket", `"http://inside:8080"`},
		{"changes the Host", nil, func(r *httputil.ProxyRequest) { r.Out.Host = "inside" }, "address", "under another name"},
		{"is not trusted", nil, func(r *httputil.ProxyRequest) { r.SetXForwarded(); r.Out.Host = r.In.Host }, "proxy", "trusted_proxies"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := proxied(t, c.change, c.settings...)
			findings := s.App().Doctor(testkit.Within(t))
			if c.about == "" {
				for _, what := range []string{"address", "websocket", "proxy"} {
					if wrong := about(findings, what); len(wrong) > 0 {
						t.Errorf("it finds %+v", wrong)
					}
				}
				return
			}
			wrong := about(findings, c.about)
			if len(wrong) != 1 || !strings.Contains(wrong[0].Found+wrong[0].Mend, c.want) || wrong[0].Mend == "" {
				t.Errorf("it finds %+v, want something about %s with %q", findings, c.about, c.want)
			}
		})
	}
}

func TestDoctorOfAHealthyServerFindsNoProblem(t *testing.T) {
	s := testkit.Start(t)
	findings := s.App().Doctor(testkit.Within(t))
	if !doctor.Healthy(findings) {
		t.Errorf("it finds %+v", about(findings, ""))
	}
	for _, what := range []string{"settings", "disk", "database", "address", "websocket"} {
		looked := false
		for _, f := range findings {
			looked = looked || f.About == what
		}
		if !looked {
			t.Errorf("nothing is said about the %s", what)
		}
	}
}

// Whoever has no key cannot use the doctor's way in.
func TestProbeIsForTheDoctorOnly(t *testing.T) {
	s := testkit.Start(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Twoticks-Probe", "AAAAAAAAAAAAAAAAAAAAAAAAAA")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("a made up key gets %d", answer.StatusCode)
	}
}
