/** What was sent in a chat beside words. */
export const gallery = {
  title: 'Media, files and links',
  kinds: { media: 'Media', file: 'Files', voice: 'Voice', link: 'Links' },
  none: 'Nothing of this was sent here yet.',
  show: 'Show in chat',
  save: {
    title: 'Save this chat',
    text: 'All of it that you may read, with names and times, as a file on this device.',
    shapes: { text: 'Text', page: 'Page', pictures: 'Page with pictures, voice messages and short videos' },
    read: (n: number) => `${n} ${n === 1 ? 'message' : 'messages'} read`,
    save: 'Save',
  },
}
