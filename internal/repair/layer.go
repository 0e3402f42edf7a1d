package repair

import "twoticks/internal/channel"

// Layer is a channel layer whose topics are known here: only who is connected to this node is told by it.
func (r *Repair) Layer(layer channel.Layer) channel.Layer { return watched{layer, r} }

type watched struct {
	channel.Layer
	repair *Repair
}

// Subscribe implements channel.Layer.
func (w watched) Subscribe(topic channel.Topic) error {
	if err := w.Layer.Subscribe(topic); err != nil {
		return err
	}
	w.repair.mu.Lock()
	defer w.repair.mu.Unlock()
	w.repair.topics[topic] = struct{}{}
	return nil
}

// Unsubscribe implements channel.Layer.
func (w watched) Unsubscribe(topic channel.Topic) {
	w.repair.mu.Lock()
	delete(w.repair.topics, topic)
	w.repair.mu.Unlock()
	w.Layer.Unsubscribe(topic)
}
