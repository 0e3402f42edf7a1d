/**
 * The page's own line drawings, on a 24 px square, stroke 1.8. They are decoration: whatever carries one has a name in
 * words. Kept in the script so that they are there in the first frame and without a network.
 */
const drawings = {
  archive: 'M4 5h16v4.5H4zM5.5 9.5V19h13V9.5M10 13h4',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  block: 'M12 4a8 8 0 1 0 .001 0M6.4 6.4l11.2 11.2',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0',
  check: 'M5 12.8l4.4 4.4L19 7',
  close: 'M6 6l12 12M18 6 6 18',
  compose: 'M12 5H6.5A1.5 1.5 0 0 0 5 6.5v11A1.5 1.5 0 0 0 6.5 19h11a1.5 1.5 0 0 0 1.5-1.5V12M11 13l8.2-8.2',
  copy: 'M9 9.5A1.5 1.5 0 0 1 10.5 8h7A1.5 1.5 0 0 1 19 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 9 17.5zM15 5.2H6.7A1.5 1.5 0 0 0 5.2 6.7V15',
  down: 'M6 9.5l6 6 6-6',
  edit: 'M5 19h3.5L19 8.5 15.5 5 5 15.5zM13 7.5l3.5 3.5',
  filter: 'M4 7h16M7 12h10M10 17h4',
  gear: 'M5 7h7M17 7h2M5 17h2M12 17h7M14.5 5a2 2 0 1 0 .001 0M9.5 15a2 2 0 1 0 .001 0',
  info: 'M12 4a8 8 0 1 0 .001 0M12 11v5.2M12 7.9v.1',
  invite: 'M10 5.2a3.3 3.3 0 1 0 .001 0M4 19c.4-3.5 2.8-5.3 6-5.3 1.6 0 3 .4 4 1.3M18 13.5v6M15 16.5h6',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
  mute: 'M8 6.2A6 6 0 0 1 18 11v3.5M16 18H4.5L6 16.5V11c0-.7.1-1.3.3-1.9M10 20.5a2.2 2.2 0 0 0 4 0M4 4l16 16',
  note: 'M7 4.5h10V19.5l-5-3.6-5 3.6z',
  people: 'M9 5.5a3 3 0 1 0 .001 0M3.5 18.5c.3-3.3 2.5-5 5.5-5s5.2 1.7 5.5 5M15.5 6a2.8 2.8 0 0 1 0 5.4M17 14c2 .5 3.3 2 3.5 4.5',
  pin: 'M9 4.5h6M10 4.5v5.5l-3 3.5h10l-3-3.5V4.5M12 13.5V20',
  retry: 'M18.5 9A7 7 0 1 0 19 13.5M19 4.8V9.2h-4.4',
  search: 'M11 5a6 6 0 1 0 .001 0M15.5 15.5 20 20',
  send: 'M12 19V5.5M6 11.2l6-5.9 6 5.9',
  unread: 'M5 6.5h9M5 6.5v12h14v-7M18.5 4.5a2.2 2.2 0 1 0 .001 0',
  trash: 'M5 7.2h14M9.5 7V5h5v2M7 7.5l.8 11.5h8.4L17 7.5',
} as const

export type IconName = keyof typeof drawings

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={drawings[name]} />
    </svg>
  )
}
