/** What the parts about oneself share: what can be asked. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { Own } from '../../actions/own.ts'

const OwnContext = createContext<Own | null>(null)
export const OwnProvider = OwnContext.Provider

export function useOwn(): Own {
  const own = useContext(OwnContext)
  if (own === null) throw new Error('a part about oneself is mounted outside of it')
  return own
}
