import { describe, expect, it } from 'vitest'
import { changesPresence, withSettings } from './settings.ts'

describe('[C30] settings follow the rows of the account', () => {
  it('a later row of the same name counts, and a tombstone takes it away', () => {
    const rows = [
      { rev: 1, name: 'privacy.groups', value: 'nobody' },
      { rev: 2, name: 'privacy.online', value: 'nobody' },
      { rev: 3, name: 'privacy.groups', value: 'contacts' },
      { rev: 4, name: 'privacy.online', value: '', gone: true },
    ]
    const before = {}
    expect(withSettings(before, rows)).toEqual({ 'privacy.groups': 'contacts' })
    expect(before).toEqual({})
  })
  it('those that change whom one sees are known', () => {
    expect(['privacy.last_seen', 'privacy.online', 'privacy.groups', 'privacy.read_receipts'].filter(changesPresence)).toEqual(['privacy.last_seen', 'privacy.online'])
  })
})
