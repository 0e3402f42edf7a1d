/** What trouble with the connection, the server or this browser means for one's messages. */
const mine = (waiting: number) => (waiting > 0 ? ` (${waiting})` : '')

export const banner = {
  connecting: (waiting: number) => `Still connecting. What you write is kept on this device and sent by itself${mine(waiting)}.`,
  noNetwork: (waiting: number) => `You are offline. What you write is kept on this device and sent when you are back${mine(waiting)}.`,
  unreachable: (waiting: number) => `The server does not answer. What you write is kept on this device and sent when it does${mine(waiting)}.`,
  slow: 'Live connection blocked. Messages still work, a little slower.',
  why: 'Why?',
  busy: (waiting: number) => `The server is busy. Your messages wait on this device${mine(waiting)}.`,
  storageFull: (waiting: number) => `The server cannot store messages right now. Yours are kept here${mine(waiting)}.`,
  update: 'Update ready.',
  updateNow: 'Update',
  signedOut: 'This device was signed out. Sign in again to send.',
  outdated: 'A newer version of this page is ready. Reload to go on.',
  forgetful: 'Messages waiting to send are lost if you close this window.',
  reload: 'Reload',
  signIn: 'Sign in',
}
