/** What the parts about programs share: what can be asked, and a list that is read when it is first shown. */
import { createContext } from 'preact'
import { useContext, useEffect, useRef } from 'preact/hooks'
import { useSignal, type ReadonlySignal } from '@preact/signals'
import type { Result } from '../../actions/actions.ts'
import type { Programs } from '../../actions/programs.ts'
import type { Failure } from '../../state/views.ts'

const ProgramsContext = createContext<Programs | null>(null)
export const ProgramsProvider = ProgramsContext.Provider

export function usePrograms(): Programs {
  const programs = useContext(ProgramsContext)
  if (programs === null) throw new Error('a part about programs is mounted outside of it')
  return programs
}

export interface Listed<T> {
  readonly value: ReadonlySignal<readonly T[] | null>
  readonly problem: ReadonlySignal<Failure | null>
  readonly again: () => Promise<void>
}

/** A list that is read when it is first shown, and again when asked. Only the answer to the last question counts. */
export function useListed<T>(load: () => Promise<Result<readonly T[]>>): Listed<T> {
  const value = useSignal<readonly T[] | null>(null)
  const problem = useSignal<Failure | null>(null)
  const asked = useRef(0)
  const again = async () => {
    const mine = ++asked.current
    const result = await load()
    if (mine !== asked.current) return
    problem.value = result.ok ? null : result.failure
    if (result.ok) value.value = result.value
  }
  useEffect(() => void again(), [])
  return { value, problem, again }
}
