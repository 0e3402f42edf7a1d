// Package backing starts the services that Twoticks can stand on, for tests, the laboratory and the browsers' tests: real
// ones, from the system's packages, on free ports, each with a data directory of its own.
//
// It is not for production: a server started here keeps its data only as long as its folder, and ends with the process that
// started it. Whoever starts one stops it. What it cannot do it says in one line: which package to install, or what the
// server printed as it ended. It holds no state besides its servers' and uses the standard library only.
package backing
