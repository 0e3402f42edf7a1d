/**
 * The page's own line drawings, on a 24 px square, stroke 1.8. They are decoration: whatever carries one has a name in
 * words. Kept in the script so that they are there in the first frame and without a network; those that only parts show
 * which are fetched later come with the first of these (rare-drawings.ts).
 */
import type { RareDrawings } from './rare-drawings.ts'

const drawings = {
  attach: 'M18.5 11.5l-6.8 6.8a4.2 4.2 0 0 1-6-6l7.6-7.6a2.8 2.8 0 0 1 4 4l-7.4 7.4a1.4 1.4 0 0 1-2-2l6.6-6.6',
  back: 'M14.5 5.5 8 12l6.5 6.5',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0',
  close: 'M6 6l12 12M18 6 6 18',
  compose: 'M12 5H6.5A1.5 1.5 0 0 0 5 6.5v11A1.5 1.5 0 0 0 6.5 19h11a1.5 1.5 0 0 0 1.5-1.5V12M11 13l8.2-8.2',
  down: 'M6 9.5l6 6 6-6',
  emoji: 'M12 4a8 8 0 1 0 .001 0M8.5 14c.8 1.4 2 2.1 3.5 2.1s2.7-.7 3.5-2.1M9.2 9.6v.4M14.8 9.6v.4',
  forward: 'M14.5 6.5 20 12l-5.5 5.5M20 12h-8.5C7.5 12 5 14 4.5 18',
  gear: 'M5 7h7M17 7h2M5 17h2M12 17h7M14.5 5a2 2 0 1 0 .001 0M9.5 15a2 2 0 1 0 .001 0',
  mic: 'M12 4a2.6 2.6 0 0 1 2.6 2.6v4.8a2.6 2.6 0 0 1-5.2 0V6.6A2.6 2.6 0 0 1 12 4M6.5 11.5a5.5 5.5 0 0 0 11 0M12 17v3',
  more: 'M6 12v.01M12 12v.01M18 12v.01',
  mute: 'M8 6.2A6 6 0 0 1 18 11v3.5M16 18H4.5L6 16.5V11c0-.7.1-1.3.3-1.9M10 20.5a2.2 2.2 0 0 0 4 0M4 4l16 16',
  note: 'M7 4.5h10V19.5l-5-3.6-5 3.6z',
  people: 'M9 5.5a3 3 0 1 0 .001 0M3.5 18.5c.3-3.3 2.5-5 5.5-5s5.2 1.7 5.5 5M15.5 6a2.8 2.8 0 0 1 0 5.4M17 14c2 .5 3.3 2 3.5 4.5',
  pin: 'M9 4.5h6l-.8 6 2.8 3H7l2.8-3zM12 13.5V20',
  reply: 'M9.5 6.5 4 12l5.5 5.5M4 12h8.5c4 0 6.5 2 7 6',
  search: 'M11 5a6 6 0 1 0 .001 0M15.5 15.5 20 20',
  select: 'M4.5 6.5h6M4.5 12h6M4.5 17.5h6M14 7l2 2 4-4M14 15.5l2 2 4-4',
  send: 'M12 19V5.5M6 11.2l6-5.9 6 5.9',
  star: 'M12 4.3l2.3 5 5.4.6-4 3.7 1.1 5.4-4.8-2.7-4.8 2.7 1.1-5.4-4-3.7 5.4-.6z',
} as const

export type IconName = keyof typeof drawings | keyof RareDrawings

const all: { [name in IconName]?: string } = { ...drawings }

export function learnDrawings(more: RareDrawings): void {
  Object.assign(all, more)
}

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={all[name]} />
    </svg>
  )
}
