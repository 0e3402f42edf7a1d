// Package push tells people of messages while their page is closed, by the push services of their browsers (Web Push: RFC 8030, 8291,
// 8292). What it sends is encrypted for the browser; the service learns when something was sent to whom, and how often.
//
// It stands behind the announcer of the domain: a message was committed, and a moment later, when those who look at the chat have read
// it, whoever is left and wants to be told is. Of a chat with several new messages the newest is told. Nothing here holds up a message
// (C3), and nothing here is promised: what is lost was only not told of, and is there when the page opens. What a service refuses for
// now is tried again for ten minutes; a device that a service does not know any more is forgotten.
//
// When somebody has read elsewhere what a device was told of, at this node or another, the notice is taken back, as far as browsers
// allow pushes that show nothing.
//
// It owns one timer while something waits, one goroutine while something is due, and at most eight that send;
// Stop sends what waits, at once, and ends them.
package push
