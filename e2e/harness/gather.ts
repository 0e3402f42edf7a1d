/** Groups for tests that are not about making one. */
import { expect } from '@playwright/test'
import { clientID, idOf, must } from './call.ts'
import { composer, type Person } from './people.ts'

/** A group of everybody, opened by all of them. */
export async function gather(name: string, first: Person, ...others: Person[]): Promise<string> {
  const users = await Promise.all(others.map(({ page }) => idOf(page)))
  const { row } = await must(first.page, 'group.create', { client_id: clientID(), name, users })
  const path = `/c/${(row as { chat: string }).chat}`
  for (const { page, place } of [first, ...others]) {
    await page.goto(place.url + path)
    await expect(composer(page)).toBeVisible()
  }
  return path
}
