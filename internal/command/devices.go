package command

import (
	"context"
	"slices"

	"twoticks/internal/auth"
	"twoticks/internal/wire"
	"twoticks/protocol"
)

// OwnDevices is the part of auth for one's own devices.
type OwnDevices interface {
	// Devices lists the actor's, the last used first; EndDevice signs one out, EndOtherDevices all but the one that asks.
	Devices(ctx context.Context, actor auth.Actor) ([]auth.Session, error)
	EndDevice(ctx context.Context, actor auth.Actor, id auth.SessionID) error
	EndOtherDevices(ctx context.Context, actor auth.Actor) error
}

func (s *Set) listDevices(ctx context.Context, actor auth.Actor, _ protocol.SessionList) (protocol.Devices, error) {
	list, err := s.accounts.Devices(ctx, actor)
	if err != nil {
		return protocol.Devices{}, err
	}
	devices := make([]protocol.Device, len(list))
	for i, one := range list {
		devices[i] = protocol.Device{
			Session: protocol.SessionID(one.ID), Name: one.Device, CreatedAt: wire.Millis(one.CreatedAt), UsedAt: wire.Millis(one.UsedAt),
			This: one.ID == actor.Session,
		}
	}
	slices.SortStableFunc(devices, func(a, b protocol.Device) int {
		switch {
		case a.This == b.This:
			return 0
		case a.This:
			return -1
		}
		return 1
	})
	return protocol.Devices{Devices: devices}, nil
}

func (s *Set) revokeDevice(ctx context.Context, actor auth.Actor, r protocol.SessionRevoke) (protocol.Done, error) {
	return protocol.Done{}, s.accounts.EndDevice(ctx, actor, auth.SessionID(r.Session))
}

func (s *Set) revokeOtherDevices(ctx context.Context, actor auth.Actor, _ protocol.SessionRevokeOthers) (protocol.Done, error) {
	return protocol.Done{}, s.accounts.EndOtherDevices(ctx, actor)
}
