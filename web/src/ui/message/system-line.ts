/** A line that the server wrote into the timeline, in words; oneself is "You". */
import { signal } from '@preact/signals'
import type { UserID } from '../../protocol/wire.gen.ts'
import type { SystemRow } from '../../state/views.ts'
import { allWords, listOf } from '../../words/spoken.ts'
import { words } from '../../words/words.ts'

export function systemLine(row: SystemRow, { me, group }: { me: UserID; group: boolean }): string {
  const { line, actor, subjects } = row
  const say = words.talk.system
  const who = actor.id === me ? words.talk.you : actor.name
  const onlyMe = subjects.length === 1 && subjects[0]?.id === me
  const names = listOf(
    subjects.map(({ id, name }) => (id === me ? say.you : name)),
    words.locale,
  )
  switch (line) {
    case 'chat.created':
      return group ? say.createdGroup(who) : say.created(who)
    case 'invitation.accepted':
      return say.accepted(who)
    case 'member.left':
      return say.left(who)
    case 'member.added':
      return onlyMe ? say.addedYou(who) : say.added(who, names)
    case 'member.removed':
      return onlyMe ? say.removedYou(who) : say.removed(who, names)
    default:
      return rarely(row, me) ?? say.other(who)
  }
}

type RareLine = (row: SystemRow, me: UserID) => string | undefined

/** The lines that few chats hold. Until they are fetched the general sentence stands there, as long as they are. */
const rare = signal<RareLine | undefined>(undefined)
let fetching: Promise<void> | undefined

function rarely(row: SystemRow, me: UserID): string | undefined {
  if (rare.value === undefined) void fetchRareLines().catch(() => undefined)
  return rare.value?.(row, me)
}

/** Fetches the rare lines, once; whoever showed the general sentence is painted again. What failed is tried with the next line. */
export function fetchRareLines(): Promise<void> {
  fetching ??= Promise.all([import('../group/rare-line.ts'), allWords()]).then(([{ rareLine }]) => void (rare.value = rareLine))
  fetching.catch(() => (fetching = undefined))
  return fetching
}
