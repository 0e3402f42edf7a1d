/** The banner, fetched beside the first paint: it says nothing before trouble has lasted for two seconds. */
import { lazy } from '../lazy.tsx'

export const Banner = lazy(async () => (await import('./banner.tsx')).Banner, true)
