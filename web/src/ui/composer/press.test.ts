import { describe, expect, it } from 'vitest'
import { pressSends } from './press.ts'

const press = (more = {}) => ({ key: 'Enter', keyCode: 13, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more })
const desk = { enterSends: true, touch: false }

describe('pressSends', () => {
  it('Enter sends, Shift+Enter breaks the line', () => {
    expect(pressSends(press(), desk)).toBe(true)
    expect(pressSends(press({ shiftKey: true }), desk)).toBe(false)
  })
  it('by setting it is the other way round', () => {
    expect(pressSends(press(), { ...desk, enterSends: false })).toBe(false)
    expect(pressSends(press({ shiftKey: true }), { ...desk, enterSends: false })).toBe(true)
  })
  it('under a finger Enter breaks the line', () => expect(pressSends(press(), { ...desk, touch: true })).toBe(false))
  it('Enter that ends a composition never sends', () => {
    expect(pressSends(press({ isComposing: true }), desk)).toBe(false)
    expect(pressSends(press({ keyCode: 229 }), desk)).toBe(false)
  })
  it('Ctrl and Cmd+Enter send in every mode', () => {
    expect(pressSends(press({ ctrlKey: true }), { enterSends: false, touch: true })).toBe(true)
    expect(pressSends(press({ metaKey: true }), { enterSends: false, touch: false })).toBe(true)
  })
  it('no other key sends', () => expect(pressSends(press({ key: 'a', keyCode: 65 }), desk)).toBe(false))
})
