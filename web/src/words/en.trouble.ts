/** What is said about a connection that is not as it should be, beyond the banner's one line. */
export const trouble = {
  slowTitle: 'Why is it slow?',
  slowText:
    'Messages usually come over a connection that stays open (a WebSocket). It cannot be made from here right now, so this page asks the server again and again instead. Nothing is lost, it only takes a little longer.',
  slowCauses: 'What is in the way, most often:',
  slowProxy: 'A company or school network, a proxy or a virus scanner that blocks such connections. Try another network, or ask whoever runs it to allow WebSockets to this address.',
  slowServer: 'A web server in front of this one that does not pass them on. Whoever runs it has to allow WebSockets on /ws.',
  slowExtension: 'A browser extension. Try a private window without extensions.',
  slowAgain: 'This page tries the live connection again every minute, and goes back to it by itself.',

  unsentHere: (name: string, count: number) =>
    `${count === 1 ? '1 message' : `${count} messages`} of ${name} ${count === 1 ? 'was' : 'were'} not sent. ${count === 1 ? 'It stays' : 'They stay'} on this device until ${name} signs in again.`,
  drop: 'Delete them',
  dropOne: 'Delete it',
  dropTitle: 'Delete what was not sent?',
  dropText: 'Nobody else has it. It cannot be brought back.',
  keep: 'Keep it',
}
