/** The screens of groups, of editing, of what failed and of slow mode, in every view. */
import { chatWith, composer, expect, look, message, send, test, tick } from './harness/test.ts'

test.use({ settings: { env: { TWOTICKS_LIMITS_SCALE: '1000' } } })

test('the screens of groups, of editing, of what failed and of slow mode hold in every view', async ({ arrive }) => {
  test.setTimeout(480_000)
  const [ana, bo, cy] = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')]
  const { page } = ana
  await page.getByRole('button', { name: 'New chat' }).first().click()
  await page.getByRole('button', { name: 'New group' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Group name').fill('Shelf and lamp')
  for (const person of [bo, cy]) {
    await dialog.getByLabel('Find people by handle').fill(person.handle)
    await dialog.getByRole('button', { name: new RegExp(`^${person.name}`) }).click()
  }
  await look(page, '14-new-group', 'begun')
  await dialog.getByRole('button', { name: 'Create group' }).click()
  await expect(composer(page)).toBeVisible()
  await chatWith(bo.page, 'Shelf and lamp').click()
  await send(bo.page, 'Who has a drill that goes through *concrete*?')
  await send(page, 'I bring one on Thursday.')
  await expect(tick(page, 'I bring one on Thursday.', 'Delivered')).toBeVisible()
  await look(page, '15-group')
  await page.getByRole('button', { name: 'Members', exact: true }).click()
  await expect(page.getByRole('dialog', { name: 'Members' }).getByText('@cy')).toBeVisible()
  await look(page, '16-members')
  await page.keyboard.press('Escape')
  await message(page, 'I bring one on Thursday.').click()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Message info' }).click()
  await expect(page.getByRole('dialog', { name: 'Message info' }).getByText('Read by')).toBeVisible()
  await look(page, '17-group-info')
  await page.keyboard.press('Escape')

  await composer(page).press('ArrowUp')
  await expect(page.getByRole('button', { name: 'Save' })).toBeVisible()
  await look(page, '18-editing', 'begun')
  await page.keyboard.press('Escape')
  await send(page, `Signs that${'\u200b'.repeat(300)} nobody sees`)
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
  await look(page, '19-failed')
  await page.keyboard.press('Control+/')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await look(page, '20-keys')
  await page.keyboard.press('Escape')

  await page.routeWebSocket(/\/ws/, (socket) => socket.close())
  await page.reload()
  await expect(page.getByRole('button', { name: 'Why?' })).toBeVisible({ timeout: 20_000 })
  await look(page, '21-slow-mode')
  await page.getByRole('button', { name: 'Why?' }).click()
  await expect(page.getByRole('dialog', { name: 'Why is it slow?' })).toBeVisible()
  await look(page, '22-why-slow')
})
