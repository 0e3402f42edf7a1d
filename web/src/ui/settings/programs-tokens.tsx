/** The tokens of oneself or of a bot: what each is good for, when it was used, and the ways to make one and to take it back. */
import { useSignal } from '@preact/signals'
import type { TokenView } from '../../actions/programs.ts'
import type { PersonView } from '../../state/views.ts'
import { moment } from '../../words/moments.ts'
import { programs as say } from '../../words/programs.ts'
import { words } from '../../words/words.ts'
import { Ask } from '../ask/ask.tsx'
import { usePage } from '../page.ts'
import { useListed, usePrograms } from './programs-desk.ts'
import { ProgramEntry, ProgramList } from './programs-entry.tsx'
import { NewToken } from './programs-new-token.tsx'

const HOUR = 3_600_000

export function Tokens({ bot }: { bot?: PersonView }) {
  const programs = usePrograms()
  const tokens = useListed(() => programs.tokens(bot?.id))
  const open = useSignal<'new' | TokenView | null>(null)
  const close = () => (open.value = null)
  const now = open.value

  const revoke = async (token: TokenView) => {
    const result = await programs.revokeToken(token.id, bot?.id)
    if (result.ok) await tokens.again()
    return result
  }
  return (
    <>
      <p class="quiet">{bot === undefined ? say.tokens.text : say.tokens.textOfBot(bot.name)}</p>
      <ProgramList
        label={bot === undefined ? say.tokens.list : say.tokens.ofBot(bot.name)}
        none={say.tokens.none}
        of={tokens}
        entry={(token) => <TokenEntry key={token.id} token={token} onRevoke={() => (open.value = token)} />}
      />
      <button class="button button-small" onClick={() => (open.value = 'new')}>
        {say.newToken.open}
      </button>
      {now === 'new' && (
        <NewToken
          {...(bot === undefined ? {} : { bot })}
          onClose={() => {
            close()
            // Also where no answer came: it may have been made.
            void tokens.again()
          }}
        />
      )}
      {now !== null && now !== 'new' && (
        <Ask title={say.tokens.askTitle(now.name)} yes={say.revoke} no={say.cancel} onYes={() => revoke(now)} onClose={close}>
          {say.tokens.ask}
        </Ask>
      )}
    </>
  )
}

function TokenEntry({ token, onRevoke }: { token: TokenView; onRevoke: () => void }) {
  const { views } = usePage()
  const now = views.now.value
  return (
    <ProgramEntry name={<bdi>{token.name}</bdi>} about={`${mayOf(token)} · ${usedOf(token, now)}`}>
      <button class="link-button grave" aria-label={say.tokens.revokeOne(token.name)} onClick={onRevoke}>
        {say.revoke}
      </button>
    </ProgramEntry>
  )
}

/** A scope that a newer server has stands there by its own name. */
function mayOf({ scopes }: TokenView): string {
  const list = new Intl.ListFormat(words.locale, { type: 'conjunction' })
  return say.tokens.may(list.format(scopes.map((scope) => say.tokens.scopes[scope] ?? scope)))
}

function usedOf({ createdAt, usedAt }: TokenView, now: number): string {
  if (usedAt !== undefined) return say.tokens.used(moment(usedAt, now))
  return now - createdAt < HOUR ? say.tokens.fresh : say.tokens.unused
}
