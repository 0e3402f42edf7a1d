/** The state of the connection in a word or two (R6.5). */

export const connection = {
  title: 'Connection',
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: (attempt: number, of: number) => `Reconnecting (${attempt} of ${of})`,
  offline: 'Offline',
  slow: 'Slow mode',
  signedOut: 'Signed out',
  outdated: 'Update needed',
}
