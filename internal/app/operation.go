package app

import "twoticks/internal/command"

// operation is what administrators are told of the program, in the page.
func (a *App) operation() command.Operation {
	return command.Operation{Version: buildVersion(), Examine: a.findingsOnTheWire}
}
