package messenger

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// shelf is a Store that only keeps places.
type shelf struct {
	Store
	kept  [][]DevicePlace
	fails int
}

func (s *shelf) KeepPlaces(_ context.Context, places []DevicePlace) error {
	if s.fails > 0 {
		s.fails--
		return errors.New("away")
	}
	s.kept = append(s.kept, places)
	return nil
}

func TestPlacesAreGathered(t *testing.T) {
	one, other := NewID(), NewID()
	chat := ChatID(NewID())
	cases := map[string]struct {
		fails int
		does  func(*places)
		want  [][]DevicePlace
	}{
		"what a device says in a while is one row, the furthest": {0, func(p *places) {
			for seq := range Seq(50) {
				p.note(DevicePlace{one, chat, seq})
			}
			p.note(DevicePlace{one, chat, 7})
			time.Sleep(placesEvery)
		}, [][]DevicePlace{{{one, chat, 49}}}},
		"who asks finds it kept, and nothing is kept twice": {0, func(p *places) {
			p.note(DevicePlace{one, chat, 1})
			p.keep(t.Context())
			time.Sleep(2 * placesEvery)
		}, [][]DevicePlace{{{one, chat, 1}}}},
		"what could not be kept is tried again, with what came since": {1, func(p *places) {
			p.note(DevicePlace{one, chat, 5})
			time.Sleep(placesEvery)
			p.note(DevicePlace{one, chat, 6})
			time.Sleep(placesEvery)
		}, [][]DevicePlace{{{one, chat, 6}}}},
		"the end keeps the last, and takes no more": {0, func(p *places) {
			p.note(DevicePlace{one, chat, 1})
			p.stop()
			p.note(DevicePlace{other, chat, 1})
			p.stop()
		}, [][]DevicePlace{{{one, chat, 1}}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := &shelf{fails: c.fails}
				p := newPlaces(store, slog.New(slog.DiscardHandler))
				c.does(p)
				synctest.Wait()
				if !slices.EqualFunc(store.kept, c.want, slices.Equal) {
					t.Errorf("kept %v, want %v", store.kept, c.want)
				}
			})
		})
	}
}

func TestADeviceCannotFillTheMemory(t *testing.T) {
	store := &shelf{}
	p := newPlaces(store, slog.New(slog.DiscardHandler))
	device := NewID()
	for range 3 * placesMost {
		p.note(DevicePlace{device, ChatID(NewID()), 1})
	}
	p.stop()
	if len(store.kept) != 1 || len(store.kept[0]) != placesMost {
		t.Errorf("kept %d times", len(store.kept))
	}
}
