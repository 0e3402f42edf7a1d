package live

import "sync"

// crewSize is how many goroutines wait for work at most: as many as are busy at once on a server that has much to do.
const crewSize = 64

// crew runs short pieces of work: a command, a write. A goroutine that has done one waits for the next, since a new one would have to
// grow its stack again for each of them.
type crew struct {
	work chan func()
	// places are for those who wait.
	places chan struct{}
	ending chan struct{}
	all    sync.WaitGroup
}

func newCrew() *crew {
	return &crew{work: make(chan func()), places: make(chan struct{}, crewSize), ending: make(chan struct{})}
}

// do has f run, on a goroutine that waits or on a new one.
func (c *crew) do(f func()) {
	select {
	case c.work <- f:
	default:
		c.all.Go(func() { c.run(f) })
	}
}

func (c *crew) run(f func()) {
	for {
		f()
		select {
		case c.places <- struct{}{}:
		default:
			return // enough wait
		}
		select {
		case f = <-c.work:
			<-c.places
		case <-c.ending:
			return
		}
	}
}

// end lets those go who wait, and returns when nobody works any more.
func (c *crew) end() {
	close(c.ending)
	c.all.Wait()
}

// begin has f run, as a part of what a drain waits for.
func (s *Server) begin(f func()) {
	s.alive.Add(1)
	s.crew.do(func() {
		defer s.alive.Done()
		f()
	})
}
