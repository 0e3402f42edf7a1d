/**
 * What the tabs of one profile tell each other about one account: only that something changed here, since each has its own
 * connection and memory and hears the rest from the server (R11.4). A message that is not understood, as from a page of
 * another version, is left alone.
 */
import type { Broadcast, OpenBroadcast } from '../platform/tabs.ts'
import type { ChatID, ClientID } from '../protocol/wire.gen.ts'
import type { Pending } from '../state/chat.ts'

export type TabMessage =
  | { readonly says: 'pending'; readonly row: Pending }
  | { readonly says: 'settled'; readonly chat: ChatID; readonly id: ClientID }
  | { readonly says: 'draft'; readonly chat: ChatID; readonly text: string; readonly at: number }
  | { readonly says: 'read'; readonly chat: ChatID; readonly seq: number }
  | { readonly says: 'signed-out' }

export class Tabs {
  readonly #channel: Broadcast

  constructor(open: OpenBroadcast, me: string, heard: (message: TabMessage) => void) {
    this.#channel = open(`twoticks-${me}`, (message) => {
      if (isTabMessage(message)) heard(message)
    })
  }

  tell(message: TabMessage): void {
    this.#channel.post(message)
  }

  close(): void {
    this.#channel.close()
  }
}

const SAID: readonly unknown[] = ['pending', 'settled', 'draft', 'read', 'signed-out'] satisfies TabMessage['says'][]

function isTabMessage(message: unknown): message is TabMessage {
  return typeof message === 'object' && message !== null && 'says' in message && SAID.includes(message.says)
}
