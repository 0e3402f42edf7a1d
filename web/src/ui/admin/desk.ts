/** What the parts of the page of administrators share: what can be asked, and how often something was changed here. */
import { createContext } from 'preact'
import { useContext, useEffect } from 'preact/hooks'
import { useSignal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { Administration } from '../../actions/administration.ts'
import type { Failure } from '../../state/views.ts'

export interface Desk {
  readonly server: Administration
  /** Counts the acts: who shows what may have changed by one reads it again. */
  readonly changes: Signal<number>
}

const DeskContext = createContext<Desk | null>(null)
export const DeskProvider = DeskContext.Provider

export function useDesk(): Desk {
  const desk = useContext(DeskContext)
  if (desk === null) throw new Error('a part of the page of administrators is mounted outside of it')
  return desk
}

interface Loaded<T> {
  readonly value: ReadonlySignal<T | null>
  readonly problem: ReadonlySignal<Failure | null>
  readonly again: () => Promise<void>
}

/** Something that is read when it is first shown, and again after every act. What stands there stays until the answer. */
export function useLoaded<T>(load: () => Promise<Result<T>>): Loaded<T> {
  const { changes } = useDesk()
  const value = useSignal<T | null>(null)
  const problem = useSignal<Failure | null>(null)
  const again = async () => {
    const result = await load()
    problem.value = result.ok ? null : result.failure
    if (result.ok) value.value = result.value
  }
  const count = changes.value
  useEffect(() => void again(), [count])
  return { value, problem, again }
}
