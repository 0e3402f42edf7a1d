package auth

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"twoticks/internal/messenger"
)

// What an import may hold and do at once.
const (
	importLine    = 64 << 10
	importAtOnce  = 64
	importLinkFor = 7 * 24 * time.Hour
)

// ImportedAccount is a line of an import: an account as another server had it.
type ImportedAccount struct {
	Handle string `json:"handle"`
	Name   string `json:"name"`
	// PasswordHash is argon2id's in the PHC format. Without one the person gets a link to choose a password.
	PasswordHash string `json:"password_hash"`
	// Role is "member", which nothing stands for too, or "administrator".
	Role string `json:"role"`
}

// Imported tells what came of an import.
type Imported struct {
	Accounts int `json:"accounts"`
	// There are those whose handle somebody has already: left as they are, so that an import can be repeated.
	There int `json:"there"`
	// Links are for those who came without a password.
	Links []ImportedLink `json:"links"`
	// Refused are lines that cannot be an account.
	Refused []RefusedLine `json:"refused"`
}

// ImportedLink lets a person choose a password once, within a week.
type ImportedLink struct {
	Handle string `json:"handle"`
	Link   string `json:"link"`
}

// RefusedLine says what is wrong with a line.
type RefusedLine struct {
	Line int    `json:"line"`
	Why  string `json:"why"`
}

// Import makes accounts from lines of JSON. A line that cannot be one stops no other; what the store cannot do ends it, and
// it can be repeated. An operator asks for it; nobody can over the network.
func (a *Auth) Import(ctx context.Context, from io.Reader) (Imported, error) {
	has, err := a.store.HasAccounts(ctx)
	if err != nil {
		return Imported{}, err
	}
	i := importing{auth: a, turns: make(chan struct{}, importAtOnce)}
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, importLine)
	for n := 1; lines.Scan() && i.goesOn(ctx); n++ {
		text := bytes.TrimSpace(lines.Bytes())
		if len(text) == 0 {
			continue
		}
		p, err := parseImported(text)
		if err == nil && !has && p.Role != "administrator" {
			err = errors.New(`nobody has an account yet, so the first must have "role": "administrator"`)
		}
		if err != nil {
			i.refuse(n, err)
			continue
		}
		i.start(ctx, n, p, !has)
		has = true
	}
	i.wait.Wait()
	return i.done, errors.Join(i.err, lines.Err(), ctx.Err())
}

func parseImported(text []byte) (p ImportedAccount, err error) {
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&p); err != nil {
		return p, fmt.Errorf("it is not understood: %w", err)
	}
	if p.Name, err = checkName(p.Name); err != nil {
		return p, fmt.Errorf("its name cannot be one: %w", err)
	}
	if err := checkHandle(p.Handle); err != nil {
		return p, fmt.Errorf("its handle cannot be one: %w", err)
	}
	if p.PasswordHash != "" {
		if _, _, _, err := parseHash(p.PasswordHash); err != nil {
			return p, fmt.Errorf("its password_hash cannot be used: %w", err)
		}
	}
	if p.Role != "" && p.Role != "member" && p.Role != "administrator" {
		return p, errors.New("its role should be member or administrator")
	}
	return p, nil
}

// importing is an import under way. Accounts are made some at once, since a store commits together what waits together.
type importing struct {
	auth  *Auth
	turns chan struct{}
	wait  sync.WaitGroup

	mu   sync.Mutex
	done Imported
	err  error
}

func (i *importing) goesOn(ctx context.Context) bool {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.err == nil && ctx.Err() == nil
}

func (i *importing) refuse(line int, why error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.done.Refused = append(i.done.Refused, RefusedLine{line, why.Error()})
}

// start makes an account beside others; the first of a server alone, so that it is the first.
func (i *importing) start(ctx context.Context, line int, p ImportedAccount, alone bool) {
	i.turns <- struct{}{}
	i.wait.Go(func() {
		defer func() { <-i.turns }()
		link, err := i.auth.importAccount(ctx, p)
		i.mu.Lock()
		defer i.mu.Unlock()
		switch {
		case errors.Is(err, ErrHandleTaken):
			i.done.There++
		case err != nil:
			i.err = errors.Join(i.err, fmt.Errorf("line %d: %w", line, err))
		default:
			i.done.Accounts++
			if link != "" {
				i.done.Links = append(i.done.Links, ImportedLink{p.Handle, link})
			}
		}
	})
	if alone {
		i.wait.Wait()
	}
}

func (a *Auth) importAccount(ctx context.Context, p ImportedAccount) (link string, err error) {
	now := a.clock.Now().Truncate(time.Millisecond)
	user := UserID(messenger.NewID())
	_, err = a.store.CreateAccount(ctx, CreateAccount{
		User: user, Handle: p.Handle, Name: p.Name, PasswordHash: p.PasswordHash, At: now,
		Guard: func(Standing) (bool, error) { return p.Role == "administrator", nil },
	})
	if err != nil || p.PasswordHash != "" {
		return "", err
	}
	token, hash := newToken(resetTokenBytes)
	err = a.store.CreateResetLink(ctx, ResetLink{Token: hash, User: user, CreatedAt: now, ExpiresAt: now.Add(importLinkFor)})
	return a.config.BaseURL + "/reset/" + token, err
}
