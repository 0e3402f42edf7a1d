/** Three people on two devices each: what one does is on all six screens at once, or on one's own two alone. */
import type { Browser, Locator, Page } from '@playwright/test'
import { chatOf, chats, chatWith, composer, expect, fill, find, focus, gather, hide, message, openChat, password, type Person, say, send, test, tick } from './harness/test.ts'

async function choose(page: Page, text: string, choice: string): Promise<void> {
  await message(page, text).first().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: choice, exact: true }).click()
}

const info = (page: Page): Locator => page.getByRole('dialog', { name: 'Message info' })

/** The pages of each person's two devices, on a path. */
async function onTwo(browser: Browser, path: string, ...people: Person[]): Promise<{ pages: Page[][]; close: () => Promise<void> }> {
  const phones: Person[] = []
  for (const person of people) {
    const phone = await person.newDevice(browser)
    await phone.page.goto(phone.place.url + path)
    phones.push(phone)
  }
  return {
    pages: people.map(({ page }, i) => [page, phones[i]!.page]),
    close: async () => {
      for (const phone of phones) await phone.close()
    },
  }
}

test('what three people do with messages is on both devices of each, live', async ({ arrive, browser }) => {
  test.setTimeout(120_000)
  const people = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')] as const
  const [ana] = people
  const path = await gather('Choir', ...people)
  const { pages, close } = await onTwo(browser, path, ...people)
  const [anas, bos, cys] = pages as [Page[], Page[], Page[]]
  const all = pages.flat()
  for (const page of all) await expect(composer(page)).toBeVisible()
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
  await close()
})

test('what three people do with chats and groups is on both devices of each, live', async ({ arrive, browser }) => {
  test.setTimeout(150_000)
  const people = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')] as const
  const [ana, bo, cy] = people
  await openChat(ana, cy)
  await send(ana.page, 'To Cy alone')
  const direct = await openChat(ana, bo)
  await send(ana.page, 'To Bo alone')
  const path = await gather('Choir', ...people)
  const { pages, close } = await onTwo(browser, path, ...people)
  const [anas, bos, cys] = pages as [Page[], Page[], Page[]]
  const all = pages.flat()
  for (const page of all) await expect(composer(page)).toBeVisible()
  const act = async (page: Page, chat: string, choice: string): Promise<void> => {
    await chatWith(page, chat).click({ button: 'right' })
    await page.getByRole('menuitem', { name: choice, exact: true }).click()
  }

  await test.step('who types is told to the two others, and not on one\'s own', async () => {
    await hide(bos[0]!) // nothing is put where one writes
    await composer(bos[1]!).pressSequentially('Half a th')
    for (const page of [...anas, ...cys]) await expect(page.getByRole('main').getByText('Bo is typing').first()).toBeVisible()
    await expect(bos[0]!.getByText('Bo is typing')).toHaveCount(0)
  })

  await test.step('what one has begun to write is on one\'s other device', async () => {
    await composer(bos[1]!).blur()
    await expect(composer(bos[0]!)).toHaveValue('Half a th')
    await focus(bos[0]!)
    await hide(bos[1]!)
    await composer(bos[0]!).fill('')
    await composer(bos[0]!).blur()
    await expect(composer(bos[1]!)).toHaveValue('')
    await focus(bos[1]!)
  })

  await test.step('a chat pinned, muted, marked and put away: on one\'s own two', async () => {
    await act(anas[0]!, 'Bo', 'Pin to top')
    await act(anas[1]!, 'Choir', 'Mute')
    await anas[1]!.getByRole('dialog').getByRole('button', { name: 'A week' }).click()
    await act(anas[0]!, 'Cy', 'Mark as unread')
    for (const page of anas) {
      await expect(chats(page).getByRole('link').first()).toContainText('Bo')
      await expect(chatWith(page, 'Choir')).toContainText('Muted')
      await expect(chatWith(page, 'Cy')).toContainText('Marked as unread')
    }
    await act(anas[1]!, 'Cy', 'Archive')
    for (const page of anas) await expect(chatWith(page, 'Cy')).toHaveCount(0)
    for (const page of [...bos, ...cys]) await expect(chatWith(page, 'Choir')).not.toContainText('Muted')
    for (const page of cys) await expect(chatWith(page, 'Ana')).toBeVisible()
  })

  await test.step('a message sent on comes to both of the other\'s', async () => {
    await send(cys[0]!, 'The hall is ours')
    await choose(anas[0]!, 'The hall is ours', 'Forward')
    await anas[0]!.getByRole('dialog').getByRole('checkbox', { name: 'Bo' }).click()
    await anas[0]!.getByRole('dialog').getByRole('button', { name: 'Send to 1 chat' }).click()
    for (const page of bos) {
      await expect(chatWith(page, 'Ana')).toContainText('The hall is ours')
      await page.goto(new URL(direct, page.url()).href)
      await expect(message(page, 'The hall is ours')).toContainText('Forwarded')
    }
  })

  await test.step('a chat cleared for oneself', async () => {
    await act(bos[0]!, 'Ana', 'Clear chat')
    await bos[0]!.getByRole('dialog').getByRole('button', { name: 'Clear', exact: true }).click()
    for (const page of bos) await expect(message(page, 'To Bo alone')).toHaveCount(0)
    await expect(chatWith(anas[1]!, 'Bo')).toContainText('The hall is ours')
    for (const page of [...bos, anas[0]!]) await page.goto(new URL(path, page.url()).href)
  })

  await test.step('a group renamed and described, with an administrator more, who alone may write', async () => {
    const drawer = (page: Page): Locator => page.getByRole('dialog', { name: 'Members' })
    await bos[0]!.getByRole('button', { name: 'Members', exact: true }).click()
    await drawer(bos[0]!).getByRole('button', { name: 'Edit name and description' }).click()
    await drawer(bos[0]!).getByLabel('Group name').fill('Orchestra')
    await drawer(bos[0]!).getByRole('button', { name: 'Save' }).click()
    for (const page of all) {
      await expect(page.getByRole('main').getByRole('heading', { name: 'Orchestra', level: 1 })).toBeVisible()
      await expect(chatWith(page, 'Orchestra')).toBeVisible()
    }
    await anas[0]!.getByRole('button', { name: 'Members', exact: true }).click()
    await drawer(anas[0]!).getByRole('button', { name: 'What to do about Cy' }).click()
    await anas[0]!.getByRole('menuitem', { name: 'Make Cy administrator' }).click()
    await drawer(anas[0]!).getByText('Settings of the group').click()
    await drawer(anas[0]!).getByLabel('Who writes').selectOption('administrators')
    for (const page of bos) await expect(page.getByText('Only administrators write in this group.')).toBeVisible()
    for (const page of cys) await expect(composer(page)).toBeVisible()
    await send(cys[1]!, 'Administrators only')
    for (const page of all) await expect(message(page, 'Administrators only')).toBeVisible()
  })

  await test.step('another name is on all six, and who hides being here is seen on none of the others\'', async () => {
    await cys[0]!.goto(new URL('/settings/profile', cys[0]!.url()).href)
    await cys[0]!.getByLabel('Name', { exact: true }).fill('Cyan')
    await cys[0]!.getByRole('button', { name: 'Save', exact: true }).click()
    for (const page of [...anas, ...bos]) await expect(message(page, 'Administrators only').getByText('Cyan')).toBeVisible()
    for (const page of bos) await page.goto(new URL('/', page.url()).href)
    await find(bos[0]!, { name: 'Cyan', handle: cy.handle })
    await expect(bos[0]!.getByRole('main').getByText('Online', { exact: true })).toBeVisible()
    await cys[1]!.goto(new URL('/settings/privacy', cys[1]!.url()).href)
    await cys[1]!.getByRole('group', { name: 'When I was last here', exact: true }).getByRole('radio', { name: 'Nobody' }).check()
    await expect(bos[0]!.getByRole('main').getByText('Online', { exact: true })).toHaveCount(0)
  })

  await test.step('who is blocked reaches neither of the two, and leaves the group on both of theirs', async () => {
    await act(anas[0]!, 'Bo', 'Block')
    await anas[0]!.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click()
    await bos[1]!.goto(new URL(direct, bos[1]!.url()).href)
    await send(bos[1]!, 'Can you hear me?')
    await expect(tick(bos[1]!, 'Can you hear me?', 'Sent')).toBeVisible()
    await bos[1]!.waitForTimeout(500)
    for (const page of anas) await expect(chatWith(page, 'Bo')).not.toContainText('Can you hear me?')
    await act(bos[0]!, 'Orchestra', 'Leave group')
    await bos[0]!.getByRole('dialog').getByRole('button', { name: /^Leave/ }).click()
    await bos[1]!.goto(new URL(path, bos[1]!.url()).href)
    for (const page of bos.slice(1)) await expect(page.getByText('You are no longer a member of this group.')).toBeVisible()
    await expect(anas[1]!.getByText('Bo left').first()).toBeVisible()
  })
  await close()
})

test('what three people look for, keep and jump to, and how their devices come and go, on both devices of each', async ({ arrive, browser }) => {
  test.setTimeout(180_000)
  const people = [await arrive('Ana'), await arrive('Bo'), await arrive('Cy')] as const
  const [ana, bo, cy] = people
  const path = await gather('Choir', ana, bo)
  const { pages, close } = await onTwo(browser, path, ana, bo)
  const [anas, bos] = pages as [Page[], Page[]]
  const phone = await cy.newDevice(browser)
  const cys = [cy.page, phone.page]

  await test.step('by a link where joins are approved: asked on one, let in by an administrator on either, there on both', async () => {
    const drawer = anas[0]!.getByRole('dialog', { name: 'Members' })
    await anas[0]!.getByRole('button', { name: 'Members', exact: true }).click()
    await drawer.getByText('Settings of the group').click()
    await drawer.getByLabel(/Let people in who come by a link/).check()
    for (const page of bos) await expect(page.getByText('Administrators let people in who come by a link').first()).toBeVisible()
    await drawer.getByText('Links to join').click()
    await drawer.getByRole('button', { name: 'Make a link' }).click()
    await cys[1]!.goto(await drawer.getByRole('textbox', { name: 'Link' }).inputValue())
    await cys[1]!.getByRole('button', { name: 'Ask to join' }).click()
    await expect(cys[1]!.getByRole('heading', { name: 'You asked to join' })).toBeVisible()
    for (const page of anas) await page.goto(new URL('/notifications', page.url()).href)
    for (const page of anas) await expect(page.getByRole('button', { name: 'Let Cy in' })).toBeVisible()
    await anas[1]!.getByRole('button', { name: 'Let Cy in' }).click()
    for (const page of anas) await expect(page.getByRole('button', { name: 'Let Cy in' })).toHaveCount(0)
    await cys[1]!.goto(new URL('/', cys[1]!.url()).href)
    for (const page of cys) await expect(chatWith(page, 'Choir')).toBeVisible()
    for (const page of [...anas, ...cys]) await page.goto(new URL(path, page.url()).href)
  })
  const all = [...anas, ...bos, ...cys]
  for (const page of all) await expect(composer(page)).toBeVisible()

  await test.step('written with the emoji grid', async () => {
    await bos[1]!.getByRole('button', { name: 'Emoji', exact: true }).click()
    await bos[1]!.getByRole('searchbox', { name: 'Find an emoji' }).fill('party pop')
    await bos[1]!.keyboard.press('ArrowDown')
    await bos[1]!.keyboard.press('Enter')
    await bos[1]!.keyboard.press('Escape')
    await composer(bos[1]!).pressSequentially(' at the lighthouse')
    await composer(bos[1]!).press('Enter')
    for (const page of all) await expect(message(page, '🎉 at the lighthouse')).toBeVisible()
  })

  await test.step('several selected are deleted for everyone', async () => {
    for (const text of ['one too many', 'two too many']) await send(cys[0]!, text)
    for (const page of all) await expect(message(page, 'two too many')).toBeVisible()
    await choose(cys[0]!, 'one too many', 'Select')
    await message(cys[0]!, 'two too many').click()
    const bar = cys[0]!.getByRole('toolbar', { name: 'Selected messages' })
    await expect(bar).toContainText('2 selected')
    await bar.getByRole('button', { name: 'Delete 2 messages for everyone' }).click()
    const sure = cys[0]!.getByRole('dialog').getByRole('button', { name: /Delete/ }).first()
    if (await sure.isVisible()) await sure.click()
    for (const page of all) await expect(page.getByRole('article').filter({ hasText: 'too many' })).toHaveCount(0)
  })

  await test.step('a star by one device is in the list of the other, and in nobody else\'s', async () => {
    await choose(anas[0]!, 'at the lighthouse', 'Star')
    await choose(anas[1]!, 'at the lighthouse', 'Reply')
    await send(anas[1]!, 'Bring lamps, all of you')
    await expect(message(anas[0]!, 'Bring lamps')).toBeVisible()
    await fill(cy.page, chatOf(path), 1, 60)
    for (const page of all) await expect(message(page, 'line 60.')).toBeVisible()
    const stars = async (page: Page): Promise<Locator> => {
      await page.goto(new URL('/settings', page.url()).href)
      await page.getByRole('button', { name: /^Starred messages/ }).click()
      return page.getByRole('dialog')
    }
    for (const page of [bos[0]!, bos[1]!, cys[1]!]) {
      await expect((await stars(page)).getByText('Star a message in its menu, and you find it here.')).toBeVisible()
      await page.goto(new URL(path, page.url()).href)
    }
    for (const page of anas) {
      await (await stars(page)).getByRole('button', { name: /at the lighthouse/ }).click()
      await expect(message(page, '🎉 at the lighthouse').first()).toBeInViewport()
    }
  })

  await test.step('found by a part of it, and jumped to, by all', async () => {
    for (const page of all) {
      await page.keyboard.press('Control+k')
      const dialog = page.getByRole('dialog', { name: 'Search' })
      await dialog.getByRole('combobox', { name: /^Search/ }).fill('BRING LAMP')
      await dialog.getByRole('option', { name: /Bring lamps/ }).click()
      await expect(message(page, 'Bring lamps, all of you')).toBeInViewport()
      // And from the answer to what it answers.
      await message(page, 'Bring lamps').getByRole('button', { name: /In reply to/ }).click()
      await expect(message(page, '🎉 at the lighthouse').first()).toBeInViewport()
    }
  })

  await test.step('what is unread begins with a line that stays, and what comes meanwhile is counted on the way down', async () => {
    for (const page of bos) await page.goto(new URL('/', page.url()).href)
    await expect(chatWith(bos[0]!, 'Choir')).toBeVisible()
    await fill(ana.page, chatOf(path), 61, 100)
    for (const page of bos) {
      await expect(chatWith(page, 'Choir')).toContainText('40 unread')
      await hide(page)
      await chatWith(page, 'Choir').click()
      await expect(page.getByText('40 unread messages', { exact: true })).toBeInViewport()
    }
    await say(cy.page, chatOf(path), 'and one more')
    for (const page of bos) {
      await expect(page.getByRole('button', { name: /newest.*1/i })).toBeVisible()
      await expect(page.getByText('40 unread messages', { exact: true })).toBeInViewport()
    }
    await focus(bos[1]!)
    await bos[1]!.getByRole('button', { name: /newest/i }).click()
    await expect(message(bos[1]!, 'and one more')).toBeInViewport()
    for (const page of bos) await expect(chatWith(page, 'Choir')).not.toContainText('unread')
    await expect(bos[0]!.getByText('40 unread messages', { exact: true })).toBeInViewport()
    await focus(bos[0]!)
  })

  const signedOut = (page: Page): Locator => page.getByRole('button', { name: 'Sign in', exact: true })
  await test.step('a device is signed out from the other, and with a new password all others are', async () => {
    await bos[0]!.goto(new URL('/settings/devices', bos[0]!.url()).href)
    const devices = bos[0]!.getByRole('list', { name: 'Devices' }).getByRole('listitem')
    await expect(devices).toHaveCount(2)
    await devices.last().getByRole('button', { name: /^Sign out/ }).click()
    await expect(signedOut(bos[1]!)).toBeVisible({ timeout: 5_000 })
    await cys[1]!.goto(new URL('/settings/account', cys[1]!.url()).href)
    await cys[1]!.getByLabel('Current password').fill(password)
    await cys[1]!.getByLabel('New password').fill('a slow boat on the green canal')
    await cys[1]!.getByRole('button', { name: 'Change password' }).click()
    await expect(signedOut(cys[0]!)).toBeVisible({ timeout: 5_000 })
    for (const page of anas) await page.goto(new URL(path, page.url()).href)
    await send(anas[0]!, 'Who is still here?')
    await expect(message(anas[1]!, 'Who is still here?')).toBeVisible()
    await expect(signedOut(bos[1]!)).toBeVisible()
  })

  await test.step('who deletes the account is out on the device, and has another name on everybody else\'s', async () => {
    await cys[1]!.getByRole('button', { name: 'Delete my account' }).click()
    const dialog = cys[1]!.getByRole('dialog')
    await dialog.getByLabel(/^Type your handle/).fill('cy')
    await dialog.getByLabel('Current password').fill('a slow boat on the green canal')
    await dialog.getByRole('button', { name: 'Delete my account' }).click()
    await expect(signedOut(cys[1]!)).toBeVisible()
    await bos[0]!.goto(new URL(path, bos[0]!.url()).href)
    for (const page of [...anas, bos[0]!]) await expect(message(page, 'and one more').getByText('Deleted account')).toBeVisible()
  })
  await phone.close()
  await close()
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
