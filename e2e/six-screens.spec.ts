/** Three people on two devices each: what one does is on all six screens at once, or on one's own two alone. */
import type { Locator, Page } from '@playwright/test'
import { chats, chatWith, composer, expect, gather, message, type Person, send, test, tick } from './harness/test.ts'

async function choose(page: Page, text: string, choice: string): Promise<void> {
  await message(page, text).first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: choice, exact: true }).click()
}

const info = (page: Page): Locator => page.getByRole('dialog', { name: 'Message info' })

test('what three people do with messages is on both devices of each, live', async ({ arrive, browser }) => {
  test.setTimeout(120_000)
  const people = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')] as const
  const [ana] = people
  const path = await gather('Choir', ...people)
  const phones: Person[] = []
  for (const person of people) {
    const phone = await person.newDevice(browser)
    await phone.page.goto(phone.place.url + path)
    await expect(composer(phone.page)).toBeVisible()
    phones.push(phone)
  }
  const [anas, bos, cys] = people.map((person, i) => [person.page, phones[i]!.page]) as [Page[], Page[], Page[]]
  const all = [...anas, ...bos, ...cys]
  const onAll = async (text: string, see: (row: Locator) => Locator): Promise<void> => {
    for (const page of all) await expect(see(message(page, text))).toBeVisible()
  }

  await test.step('a message, and its ticks on both of the sender\'s', async () => {
    await send(ana.page, 'Who sings bass?')
    await onAll('Who sings bass?', (row) => row)
    for (const page of anas) await expect(tick(page, 'Who sings bass?', 'Read')).toBeVisible()
  })

  await test.step('a reply, a reaction, and another by one\'s other device in its place', async () => {
    await message(bos[1]!, 'Who sings bass?').focus()
    await bos[1]!.keyboard.press('r')
    await send(bos[1]!, 'I do, @cy too')
    await onAll('I do', (row) => row.getByRole('button', { name: /In reply to (Ana|You): Who sings bass/ }))
    for (const [page, emoji] of [[cys[0]!, '👍'], [cys[1]!, '❤️']] as const) {
      await message(page, 'I do').focus()
      await page.keyboard.press('Enter')
      await page.getByRole('menuitemradio', { name: emoji }).click()
      await onAll('I do', (row) => row.getByRole('button', { name: new RegExp(`^${emoji}, 1`) }))
    }
    for (const page of all) await expect(message(page, 'I do').getByRole('button', { name: /^👍/ })).toHaveCount(0)
  })

  await test.step('an edit, with its word', async () => {
    await choose(ana.page, 'Who sings bass?', 'Edit')
    await composer(ana.page).fill('Who sings alto?')
    await composer(ana.page).press('Enter')
    await onAll('Who sings alto?', (row) => row.filter({ hasText: 'edited' }).first())
  })

  await test.step('a pin is everybody\'s, a star one\'s own', async () => {
    await choose(bos[0]!, 'I do', 'Pin')
    await bos[0]!.getByRole('dialog').getByRole('button', { name: '7 days' }).click()
    for (const page of all) await expect(page.getByRole('main').getByRole('button', { name: /^Pinned/ }).first()).toBeVisible()
    await choose(cys[1]!, 'I do', 'Star')
    for (const page of cys) await expect(message(page, 'I do').getByRole('img', { name: 'Starred' })).toBeVisible()
    for (const page of [...anas, ...bos]) await expect(message(page, 'I do').getByRole('img', { name: 'Starred' })).toHaveCount(0)
  })

  await test.step('deleted for oneself on two screens, for everyone on six', async () => {
    await send(cys[0]!, 'Not for my own screens')
    await onAll('Not for my own screens', (row) => row)
    await choose(cys[0]!, 'Not for my own screens', 'Delete')
    await cys[0]!.getByRole('dialog').getByRole('button', { name: 'Delete for me' }).click()
    for (const page of cys) await expect(message(page, 'Not for my own screens')).toHaveCount(0)
    for (const page of [...anas, ...bos]) await expect(message(page, 'Not for my own screens')).toBeVisible()
    await send(ana.page, 'Said by mistake')
    await onAll('Said by mistake', (row) => row)
    await choose(ana.page, 'Said by mistake', 'Delete')
    await ana.page.getByRole('dialog').getByRole('button', { name: 'Delete for everyone' }).click()
    for (const page of all) await expect(message(page, 'Said by mistake')).toHaveCount(0)
  })

  await test.step('unread on both, and read on both by one', async () => {
    for (const page of bos) await page.goto(new URL('/', page.url()).href)
    await send(cys[1]!, 'Tea at five')
    for (const page of bos) await expect(chatWith(page, 'Choir')).toContainText('1 unread')
    await chatWith(bos[1]!, 'Choir').click()
    for (const page of bos) await expect(chatWith(page, 'Choir')).not.toContainText('unread')
    for (const page of cys) await expect(tick(page, 'Tea at five', 'Read')).toBeVisible()
    await chatWith(bos[0]!, 'Choir').click()
  })

  await test.step('who is removed loses the field on both devices, and gets nothing more', async () => {
    await ana.page.getByRole('button', { name: 'Members', exact: true }).click()
    await ana.page.getByRole('listitem').filter({ hasText: '@cy' }).getByRole('button').click()
    await ana.page.getByRole('menuitem', { name: 'Remove Cy' }).click()
    await ana.page.getByRole('button', { name: 'Remove', exact: true }).click()
    for (const page of cys) await expect(composer(page)).toHaveCount(0)
    await send(bos[0]!, 'Only we two now')
    for (const page of bos) await expect(message(page, 'Only we two now')).toBeVisible()
    await cys[0]!.waitForTimeout(500)
    for (const page of cys) await expect(message(page, 'Only we two now')).toHaveCount(0)
    for (const page of cys) await expect(chats(page).getByRole('link', { name: /Choir/ })).toHaveCount(1)
  })
  for (const phone of phones) await phone.close()
})

test('message info names one\'s own devices and whether each has the message, also when one comes back', async ({ arrive, browser, line }) => {
  const [ana, bo] = [await arrive('Ana'), await arrive('Bo')]
  const path = await gather('Two of us', ana, bo)
  const phone = await ana.newDevice(browser, line)
  await phone.page.goto(phone.place.url + path)
  await expect(composer(phone.page)).toBeVisible()
  line.down()
  await send(ana.page, 'From the desk')
  await expect(tick(ana.page, 'From the desk', 'Read')).toBeVisible()

  await choose(ana.page, 'From the desk', 'Message info')
  const devices = info(ana.page).getByRole('list').last().getByRole('listitem')
  await expect(devices).toHaveCount(2)
  await expect(devices.first()).toContainText('This device')
  await expect(devices.last()).toContainText('Not there yet, last used')
  line.up()
  await expect(message(phone.page, 'From the desk')).toBeVisible()
  await expect(devices.last()).toContainText('It is there')
  await ana.page.keyboard.press('Escape')

  await choose(phone.page, 'From the desk', 'Message info')
  await expect(info(phone.page).getByText('It is there'), 'as the other device sees it').toBeVisible()
  await phone.close()
})
