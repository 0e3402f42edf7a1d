/** For administrators of the server: its bots, their tokens, and the ways to make one and to end it. */
import { useSignal } from '@preact/signals'
import type { PersonView } from '../../state/views.ts'
import { programs as say } from '../../words/programs.ts'
import { Ask } from '../ask/ask.tsx'
import { BotMark } from '../parts/bot-mark.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { useListed, usePrograms } from './programs-desk.ts'
import { ProgramEntry, ProgramList } from './programs-entry.tsx'
import { NewBot } from './programs-new-bot.tsx'
import { Tokens } from './programs-tokens.tsx'

/** The dialog that is open, and which bot it is about. */
type Open = { readonly what: 'new' } | { readonly what: 'tokens' | 'end'; readonly bot: PersonView }

export function Bots() {
  const programs = usePrograms()
  const bots = useListed(() => programs.bots())
  const open = useSignal<Open | null>(null)
  const close = () => (open.value = null)
  const now = open.value

  const end = async (bot: PersonView) => {
    const result = await programs.revokeBot(bot.id)
    if (result.ok) await bots.again()
    return result
  }
  return (
    <section class="programs-part">
      <h3>{say.bots.title}</h3>
      <p class="quiet">{say.bots.text}</p>
      <ProgramList
        label={say.bots.list}
        none={say.bots.none}
        of={bots}
        entry={(bot) => <BotEntry key={bot.id} bot={bot} onOpen={(what) => (open.value = { what, bot })} />}
      />
      <button class="button button-small" onClick={() => (open.value = { what: 'new' })}>
        {say.newBot.open}
      </button>
      {now?.what === 'new' && (
        <NewBot
          onClose={() => {
            close()
            void bots.again()
          }}
        />
      )}
      {now?.what === 'tokens' && (
        <Dialog title={say.bots.tokensOf(now.bot.name)} look="dialog" onClose={close}>
          <Tokens bot={now.bot} />
        </Dialog>
      )}
      {now?.what === 'end' && (
        <Ask title={say.bots.askTitle(now.bot.name)} yes={say.bots.yes} no={say.cancel} onYes={() => end(now.bot)} onClose={close}>
          {say.bots.ask(now.bot.handle)}
        </Ask>
      )}
    </section>
  )
}

function BotEntry({ bot, onOpen }: { bot: PersonView; onOpen: (what: 'tokens' | 'end') => void }) {
  const name = (
    <>
      <bdi>{bot.name}</bdi>
      <BotMark of={bot} />
    </>
  )
  return (
    <ProgramEntry name={name} about={`@${bot.handle}`}>
      <button class="link-button" aria-label={say.bots.tokensOf(bot.name)} onClick={() => onOpen('tokens')}>
        {say.bots.tokens}
      </button>
      <button class="link-button grave" aria-label={say.bots.endOne(bot.name)} onClick={() => onOpen('end')}>
        {say.bots.end}
      </button>
    </ProgramEntry>
  )
}
