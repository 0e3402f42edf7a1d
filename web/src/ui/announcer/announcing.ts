/**
 * What a screen reader is told of the open chat: "Ana: text" for a new message of somebody else, at most one line a
 * second, and "3 new messages" when more came in that time. What is there when a chat opens is not news. Each page has
 * one; `stop` ends its timer.
 */
import type { ChatID } from '../../protocol/wire.gen.ts'
import type { MessageRow, Row } from '../../state/views.ts'
import { newestSeq } from '../conversation/slice.ts'
import { inShort } from '../files/brief.ts'
import { words } from '../../words/words.ts'

const BETWEEN = 1_000
/** Characters of a message that are read out unasked. */
const ENOUGH = 300

export class Announcing {
  private chat: ChatID | undefined
  /** The newest seq that is no news any more; undefined until the chat's first rows are here. */
  private known: number | undefined
  private held: readonly MessageRow[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly say: (line: string) => void) {}

  /** The rows of the open chat, whenever they changed; `ready` once they are more than nothing yet. */
  show(chat: ChatID | undefined, rows: readonly Row[], ready: boolean): void {
    if (chat !== this.chat) this.startOver(chat)
    if (!ready) return
    const { known } = this
    const news = known === undefined ? [] : rows.filter((row): row is MessageRow => row.kind === 'message' && !row.mine && (row.seq ?? 0) > known)
    this.known = Math.max(known ?? 0, newestSeq(rows))
    if (news.length === 0) return
    this.held = [...this.held, ...news]
    if (this.timer === undefined) this.speak()
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  private startOver(chat: ChatID | undefined): void {
    this.chat = chat
    this.known = undefined
    this.held = []
  }

  private speak(): void {
    this.timer = undefined
    const [first] = this.held
    if (first === undefined) return
    this.say(this.held.length === 1 ? lineOf(first) : words.talk.newMessages(this.held.length))
    this.held = []
    this.timer = setTimeout(() => this.speak(), BETWEEN)
  }
}

function lineOf(row: MessageRow): string {
  return `${row.sender.name}: ${inShort(row).slice(0, ENOUGH)}`
}
