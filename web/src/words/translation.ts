/**
 * The shape of a language: what the page says in English, part by part, so that a translation that lacks a line does not
 * compile, unless untranslated.ts names the line. Types only.
 *
 * A part is what is fetched together: `words` with the page itself, `more` with what is fetched when it is first shown,
 * and one for each place that most people never open.
 */
import type { en } from './en.ts'
import type { enAdmin } from './en.admin.ts'
import type { enMore } from './en.more.ts'
import type { enPrograms } from './en.programs.ts'
import type { enSettings } from './en.settings.ts'
import type { Untranslated } from './untranslated.ts'

export interface English {
  readonly words: typeof en
  readonly more: typeof enMore
  readonly admin: typeof enAdmin
  readonly programs: typeof enPrograms
  readonly settings: typeof enSettings
}

export type Translations = Without<English, Untranslated>

/** The paths of a tree of words: 'more', 'more.group', 'more.group.leave'. */
export type PathIn<Tree> = Tree extends object
  ? Tree extends (...facts: never[]) => unknown
    ? never
    : { [Key in keyof Tree & string]: Key | `${Key}.${PathIn<Tree[Key]>}` }[keyof Tree & string]
  : never

/** A tree of words without what stands at these paths. */
type Without<Tree, Path extends string> = Tree extends (...facts: never[]) => unknown
  ? Tree
  : Tree extends object
    ? { [Key in keyof Tree as Key extends Path ? never : Key]: Without<Tree[Key], Path extends `${Key & string}.${infer Rest}` ? Rest : never> }
    : Tree
