/** The pages without a chat, fetched when they are needed: whoever opens a chat does not wait for them. */
import { lazy } from '../lazy.tsx'

export const Welcome = lazy(async () => (await import('./welcome.tsx')).Welcome)
export const NotFound = lazy(async () => (await import('./welcome.tsx')).NotFound)
