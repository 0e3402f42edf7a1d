/** Files of messages: chosen, sent, looked at. */
export const files = {
  title: (n: number) => (n === 1 ? 'Send a file' : `Send ${n} files`),
  caption: 'Add a caption',
  addMore: 'Add more',
  remove: (name: string) => `Leave out ${name}`,
  asFiles: 'Send photos as files',
  asFilesHint: 'They keep their full size. Where and with what they were taken is left out.',
  send: 'Send',
  preparing: 'Getting ready …',
  tooLarge: (name: string, most: string) => `“${name}” is too large: this server takes files up to ${most}.`,
  unreadable: (name: string) => `“${name}” could not be read.`,
  open: (name: string) => `Open ${name}`,
  save: 'Save',
  cancel: 'Cancel the upload',
  uploading: (percent: number) => `${percent}% uploaded`,
  missing: 'This file cannot be shown right now.',
  next: 'Next picture',
  previous: 'Previous picture',
  larger: 'Larger',
  smaller: 'Smaller',
  place: (n: number, of: number) => `${n} of ${of}`,
  voice: {
    recording: 'Recording a voice message',
    refused: 'The microphone cannot be used. Allow it for this page in your browser, and try again.',
    giveUp: 'Give up the recording',
    stop: 'Stop, and listen before sending',
    send: 'Send the voice message',
    play: 'Play',
    pause: 'Pause',
    place: 'Place in the voice message',
    speed: (times: number) => `Speed ${times}×`,
  },
  size: (bytes: number) => size(bytes, (n, unit) => `${n} ${unit}`),
}

/** A size as people say it: at most three digits. */
export function size(bytes: number, say: (n: string, unit: string) => string): string {
  const units = ['B', 'kB', 'MB', 'GB']
  let n = bytes
  let unit = 0
  for (; n >= 1_000 && unit < units.length - 1; unit++) n /= 1_000
  return say(unit > 0 && n < 10 ? n.toFixed(1) : String(Math.round(n)), units[unit] ?? 'B')
}
