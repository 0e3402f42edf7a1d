/**
 * Times and dates in words: the clock on a bubble, the day above a stretch of messages, "Last seen 5 minutes ago"
 * (R5.5). Pure: now is an argument, always the server's, so that a wrong clock on this device tells no wrong story.
 * Days begin at this device's midnight.
 */
import { words } from './words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** What is known of somebody's presence. */
interface Known {
  readonly state: 'online' | 'offline' | 'unknown'
  readonly lastSeenAt?: number
}

let formats: { locale: string; clock: Intl.DateTimeFormat; weekday: Intl.DateTimeFormat; near: Intl.DateTimeFormat; far: Intl.DateTimeFormat } | undefined

/** Making a formatter costs more than using it a thousand times. */
function inLocale() {
  const { locale } = words
  if (formats?.locale === locale) return formats
  const form = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options)
  formats = {
    locale,
    clock: form({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
    weekday: form({ weekday: 'long' }),
    near: form({ day: 'numeric', month: 'long' }),
    far: form({ day: 'numeric', month: 'long', year: 'numeric' }),
  }
  return formats
}

/** "14:05" */
export function clock(at: number): string {
  return inLocale().clock.format(at)
}

/** Counts days by this device's calendar; a key for grouping and the only thing date words depend on. */
export function dayNumber(at: number): number {
  const date = new Date(at)
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / DAY)
}

/** "Today", "Yesterday", the weekday within the last week, else the date; the year only where it is another one. */
export function dayWord(at: number, now: number): string {
  const age = dayNumber(now) - dayNumber(at)
  if (age === 0) return words.talk.today
  if (age === 1) return words.talk.yesterday
  if (age > 1 && age < 7) return inLocale().weekday.format(at)
  return date(at, now)
}

/** "Today, 14:05" */
export function moment(at: number, now: number): string {
  return words.talk.dayAt(dayWord(at, now), clock(at))
}

/** For the chat list: the time today, else the day. */
export function brief(at: number, now: number): string {
  return dayNumber(at) >= dayNumber(now) ? clock(at) : dayWord(at, now)
}

/** The words of presence (R5.5). Nothing is said where nothing is known. */
export function presence(known: Known, now: number): string {
  if (known.state === 'online') return words.talk.online
  if (known.state === 'unknown') return ''
  return lastSeen(known.lastSeenAt, now)
}

function lastSeen(at: number | undefined, now: number): string {
  const { offline, lastSeen } = words.talk
  if (at === undefined || at <= 0) return offline
  const age = Math.max(0, now - at)
  if (age < MINUTE) return lastSeen.moment
  if (age < HOUR) return lastSeen.minutes(Math.floor(age / MINUTE))
  const days = dayNumber(now) - dayNumber(at)
  // "2 hours ago" says more than "yesterday" shortly after midnight; beyond that the calendar says more.
  if (age < DAY && (days === 0 || age < 6 * HOUR)) return lastSeen.hours(Math.floor(age / HOUR))
  if (days <= 1) return lastSeen.yesterday(clock(at))
  return lastSeen.date(date(at, now))
}

function date(at: number, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return (sameYear ? inLocale().near : inLocale().far).format(at)
}
