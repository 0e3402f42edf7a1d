/** The frame of a list about programs, and one entry of it: what it is, and what can be done about it. */
import type { ComponentChildren } from 'preact'
import { programs as say } from '../../words/programs.ts'
import { Problem } from '../parts/problem.tsx'
import type { Listed } from './programs-desk.ts'

interface ListProps<T> {
  readonly label: string
  readonly none: string
  readonly of: Listed<T>
  readonly entry: (one: T) => ComponentChildren
}

export function ProgramList<T>({ label, none, of: { value, problem, again }, entry }: ListProps<T>) {
  return (
    <>
      <Problem of={problem.value} />
      {problem.value !== null && (
        <button class="link-button" onClick={() => void again()}>
          {say.again}
        </button>
      )}
      {value.value?.length === 0 && <p class="quiet programs-none">{none}</p>}
      <ul class="programs-list" aria-label={label}>{value.value?.map(entry)}</ul>
    </>
  )
}

export function ProgramEntry({ name, about, children }: { name: ComponentChildren; about: string; children: ComponentChildren }) {
  return (
    <li class="program">
      <div class="program-words">
        <b>{name}</b>
        <p class="quiet">{about}</p>
      </div>
      <div class="program-acts">{children}</div>
    </li>
  )
}
