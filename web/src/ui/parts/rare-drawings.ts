/** Drawings of the parts that are fetched when first shown: they are there before any of these is painted (lazy.tsx). */
import { learnDrawings } from './icon.tsx'

const drawings = {
  archive: 'M4 5h16v4.5H4zM5.5 9.5V19h13V9.5M10 13h4',
  block: 'M12 4a8 8 0 1 0 .001 0M6.4 6.4l11.2 11.2',
  check: 'M5 12.8l4.4 4.4L19 7',
  clock: 'M12 4a8 8 0 1 0 .001 0M12 7.8V12l2.9 2',
  copy: 'M9 9.5A1.5 1.5 0 0 1 10.5 8h7A1.5 1.5 0 0 1 19 9.5v8a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 9 17.5zM15 5.2H6.7A1.5 1.5 0 0 0 5.2 6.7V15',
  edit: 'M5 19h3.5L19 8.5 15.5 5 5 15.5zM13 7.5l3.5 3.5',
  filter: 'M4 7h16M7 12h10M10 17h4',
  info: 'M12 4a8 8 0 1 0 .001 0M12 11v5.2M12 7.9v.1',
  invite: 'M10 5.2a3.3 3.3 0 1 0 .001 0M4 19c.4-3.5 2.8-5.3 6-5.3 1.6 0 3 .4 4 1.3M18 13.5v6M15 16.5h6',
  pause: 'M8.5 5.5v13M15.5 5.5v13',
  picture: 'M4.5 6h15v12h-15zM4.5 15.5l4.5-4 4 3.5 2.5-2 4 3.5M15.5 9.2v.1',
  play: 'M8 5.2v13.6l11-6.8z',
  retry: 'M18.5 9A7 7 0 1 0 19 13.5M19 4.8V9.2h-4.4',
  save: 'M12 4.5v9.5M7.8 10l4.2 4.2 4.2-4.2M5 19h14',
  trash: 'M5 7.2h14M9.5 7V5h5v2M7 7.5l.8 11.5h8.4L17 7.5',
  unread: 'M5 6.5h9M5 6.5v12h14v-7M18.5 4.5a2.2 2.2 0 1 0 .001 0',
} as const

export type RareDrawings = typeof drawings

learnDrawings(drawings)
