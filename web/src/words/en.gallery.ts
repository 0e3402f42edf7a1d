/** What was sent in a chat beside words. */
export const gallery = {
  title: 'Media, files and links',
  kinds: { media: 'Media', file: 'Files', voice: 'Voice', link: 'Links' },
  none: 'Nothing of this was sent here yet.',
  show: 'Show in chat',
}
