package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"twoticks/internal/config"
	"twoticks/internal/doctor"
	"twoticks/protocol"
)

// examineWithin is how long the doctor may take, the check of a large database file included.
const examineWithin = 60 * time.Second

// Doctor has a running server look at itself and at what it stands on. It writes a few bytes to the disk and dials the
// public address, so it is for people, and not for a balancer.
func (a *App) Doctor(ctx context.Context) []doctor.Finding {
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	findings := examine(ctx, a.config, a.policy)
	findings = append(findings, doctor.Steady(a.started, time.Now())...)
	findings = append(findings, a.examineRooms()...)
	return append(findings, doctor.Address{URL: a.policy.baseURL, OpenProbe: a.door.OpenProbe}.Look(ctx)...)
}

// examineRooms is what only a running server knows.
func (a *App) examineRooms() (findings []doctor.Finding) {
	if reads, writes := a.breaker.States(); reads != 0 || writes != 0 {
		findings = append(findings, doctor.Ill("store", "it fails and is not asked for a while: people are refused",
			"look for \"the store fails\" in the log and the lines before it"))
	}
	if a.nodes != nil {
		findings = append(findings, doctor.Well("nodes", fmt.Sprintf("%d others are heard", a.Nodes())))
	}
	for _, what := range a.degraded() {
		findings = append(findings, doctor.Warn("channel layer", "the server does without for now: "+what,
			"see that Redis runs and can be reached; until then news comes up to two seconds late, and nobody's presence is known"))
	}
	return findings
}

// examine is what can be seen with and without a running server.
func examine(ctx context.Context, c config.Config, p policy) []doctor.Finding {
	findings := examineSettings(c, p)
	findings = append(findings, doctor.Disk(c.Data)...)
	findings = append(findings, examineDatabase(ctx, c)...)
	findings = append(findings, examineBackups(c, time.Now())...)
	return append(findings, doctor.Since(time.Now(), "this program", builtAt())...)
}

// Examine is twoticks doctor: the running server looks at itself, or, where none runs with this data folder, this process
// looks at what there is.
func Examine(ctx context.Context, c config.Config) ([]doctor.Finding, error) {
	if _, err := os.Stat(c.Data); err != nil {
		return append(examineSettings(c, policyOf(c, addressOf(c.Listen))),
			doctor.Warn("data folder", "there is no "+c.Data+" yet", "start the server once, or set data to the folder that it uses")), nil
	}
	lock, err := lockData(c.Data)
	if errors.Is(err, errInUse) {
		answer, err := askServer(ctx, c, operatorRequest{Act: doctorAct})
		if err == nil && answer.Error != "" {
			err = errors.New(answer.Error)
		}
		return answer.Findings, err
	}
	if err != nil {
		return []doctor.Finding{doctor.Ill("data folder", err.Error(), "give it to the user whom the server runs as")}, nil
	}
	defer lock.release()
	ctx, cancel := context.WithTimeout(ctx, examineWithin)
	defer cancel()
	findings := examine(ctx, c, policyOf(c, addressOf(c.Listen)))
	if _, err := certificatesOf(c, slog.New(slog.DiscardHandler)); err != nil {
		findings = append(findings, doctor.Ill("certificate", err.Error(), "the server does not start before that is mended"))
	}
	return append(findings, doctor.Warn("address", "no server runs with this data folder, so the way to it was not tried", "start it, and ask again")), nil
}

const doctorAct = "doctor"

func examineHere(ctx context.Context, a *App, _ operatorRequest) operatorAnswer {
	return operatorAnswer{Findings: a.Doctor(ctx)}
}

// findingsOnTheWire are the same for the page of administrators.
func (a *App) findingsOnTheWire(ctx context.Context) []protocol.AdminFinding {
	found := a.Doctor(ctx)
	out := make([]protocol.AdminFinding, len(found))
	for i, f := range found {
		out[i] = protocol.AdminFinding{Level: string(f.Level), About: f.About, Found: f.Found, Mend: f.Mend}
	}
	return out
}

// builtAt is when the commit was made that this program is from; zero when it does not say.
func builtAt() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value)
			return at
		}
	}
	return time.Time{}
}

// databasePath is the file of an embedded database.
func databasePath(c config.Config) string { return filepath.Join(c.Data, databaseFile) }
