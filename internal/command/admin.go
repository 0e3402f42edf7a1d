package command

import (
	"context"
	"time"

	"twoticks/internal/auth"
	"twoticks/internal/limit"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// Administration is the part of auth that administrators have. Each of its methods asks whether the actor is one now.
type Administration interface {
	// Registration is who may make an account.
	Registration(ctx context.Context) auth.Registration
	RegistrationState(ctx context.Context, actor auth.Actor) (auth.RegistrationState, error)
	SetRegistration(ctx context.Context, actor auth.Actor, mode auth.Registration) (auth.RegistrationState, error)
	Accounts(ctx context.Context, actor auth.Actor, q auth.AccountQuery) (auth.AccountPage, error)
	ChangeAccount(ctx context.Context, actor auth.Actor, user auth.UserID, change auth.AccountChange) (auth.AccountRow, error)
	ResetLinkFor(ctx context.Context, actor auth.Actor, user auth.UserID) (link string, expires time.Time, err error)
	AllInvitations(ctx context.Context, actor auth.Actor, after auth.InvitationID, limit int) ([]auth.FoundInvitation, error)
	RevokeAnyInvitation(ctx context.Context, actor auth.Actor, id auth.InvitationID) error
	AuditLines(ctx context.Context, actor auth.Actor, limit int) ([]auth.WrittenAuditLine, error)
	Usage(ctx context.Context, actor auth.Actor) (auth.Usage, error)
	// MustAdminister is the rule alone, for what is not auth's to do.
	MustAdminister(ctx context.Context, actor auth.Actor) error
}

// Operation is what the program knows of how it runs; either may be nil, and then it is not told.
type Operation struct {
	Version string
	// LastBackup tells of the last backup; nil when there was none.
	LastBackup func(context.Context) (*protocol.AdminBackup, error)
	// Examine has the server look at itself.
	Examine func(context.Context) []protocol.AdminFinding
}

func (s *Set) adminOverview(ctx context.Context, actor auth.Actor, _ protocol.AdminOverview) (protocol.AdminServer, error) {
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.AdminServer{}, err
	}
	state, err := s.accounts.RegistrationState(ctx, actor)
	if err != nil {
		return protocol.AdminServer{}, err
	}
	usage, err := s.accounts.Usage(ctx, actor)
	if err != nil {
		return protocol.AdminServer{}, err
	}
	out := protocol.AdminServer{
		Version: s.options.Operation.Version, Registration: writeRegistration(state),
		Usage: protocol.AdminUsage{People: usage.People, Chats: usage.Chats, Messages: usage.Messages, Bytes: usage.Bytes},
	}
	if last := s.options.Operation.LastBackup; last != nil {
		out.Backup, err = last(ctx)
	}
	return out, err
}

// asSetting is the word by which registration goes back to the setting.
const asSetting = "setting"

func (s *Set) adminRegister(ctx context.Context, actor auth.Actor, r protocol.AdminRegister) (protocol.AdminRegistration, error) {
	mode := auth.Registration(r.Mode)
	switch r.Mode {
	case asSetting:
		mode = ""
	case "":
		return protocol.AdminRegistration{}, badField("mode", `Registration is "open", "invite", "closed" or "setting".`)
	}
	state, err := s.accounts.SetRegistration(ctx, actor, mode)
	return writeRegistration(state), err
}

func writeRegistration(s auth.RegistrationState) protocol.AdminRegistration {
	return protocol.AdminRegistration{Mode: string(s.Mode), Setting: string(s.Setting), Changed: s.Changed}
}

func (s *Set) adminAudit(ctx context.Context, actor auth.Actor, r protocol.AdminAudit) (protocol.AdminAuditList, error) {
	rows, err := pageLimit(r.Limit, auditPage, auth.MaxAuditLines)
	if err != nil {
		return protocol.AdminAuditList{}, err
	}
	if err := s.allow(limit.Administration, keyOf(actor), 1); err != nil {
		return protocol.AdminAuditList{}, err
	}
	lines, err := s.accounts.AuditLines(ctx, actor, rows)
	if err != nil {
		return protocol.AdminAuditList{}, err
	}
	out := make([]protocol.AdminAuditLine, len(lines))
	for i, line := range lines {
		out[i] = protocol.AdminAuditLine{At: wire.Millis(line.At), Act: line.Act, Detail: line.Detail}
		if line.By != nil {
			by := writeAccount(*line.By)
			out[i].By = &by
		}
	}
	return protocol.AdminAuditList{Lines: out}, nil
}

// auditPage is how many lines are told where none are asked for.
const auditPage = 50

func (s *Set) adminDoctor(ctx context.Context, actor auth.Actor, _ protocol.AdminDoctor) (protocol.AdminFindings, error) {
	out := protocol.AdminFindings{At: s.Now()}
	if err := s.accounts.MustAdminister(ctx, actor); err != nil {
		return out, err
	}
	if err := s.allow(limit.Examinations, keyOf(actor), 1); err != nil {
		return out, err
	}
	if examine := s.options.Operation.Examine; examine != nil {
		out.Findings = examine(ctx)
	}
	return out, nil
}
