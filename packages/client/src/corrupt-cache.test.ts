import { describe, expect, it } from 'vitest'
import { bulk } from '../test/fake-environment.ts'
import { startAsAda, visit, world } from '../test/page.ts'

describe('a corrupt cache', () => {
  const entry = '{"key":"gate","value":true,"reason":"SPLIT"}'
  it.each([
    '{bad',
    '"text"',
    'null',
    '[]',
    'undefined',
    '5',
    '[null]',
    '[[]]',
    '{"gate":true}',
    '[["HASH",null,null]]',
    '[["HASH",[5,null,{"key":7}],5]]',
    `[["HASH",{"gate":${entry}}]]`,
    `[["HASH",[${entry}`,
    `[["HASH",[${entry}],{"state":"ready"}]]${' '.repeat(5_000_000)}`,
  ])('of %.40s is discarded and overwritten', async (template) => {
    await visit({ gate: true })
    const [key, text] = [...world.local].find(([name]) => !name.endsWith('.id')) ?? ['', '']
    const [[hash]] = JSON.parse(text) as [[string]]
    world.local.set(key, template.replace('HASH', hash))
    const client = startAsAda()
    expect(client.peek('gate', false).value).toBe(false)
    await world.request().answer(bulk({ gate: true }))
    client.close()
    expect(startAsAda().peek('gate', false)).toMatchObject({ value: true, reason: 'CACHED' })
  })

  it('with facts of the wrong type does no harm', async () => {
    await visit({ gate: true })
    for (const [key, text] of world.local)
      world.local.set(
        key,
        text.replace(
          /\{"version".*\}/,
          '{"version":"9","state":"closed","stream":"open","flags":5}',
        ),
      )
    const client = startAsAda()
    expect(client.peek('gate', false).value).toBe(true)
    await world.request().answer(bulk({ gate: false }, { version: 2 }))
    expect(client.peek('gate', true).value).toBe(false)
    expect(client.status()).toMatchObject({ state: 'ready', version: 2, stream: 'closed' })
  })
})

describe('stored facts', () => {
  it.each([
    ['version', '"abc"'],
    ['version', '{}'],
    ['version', '9e15'],
    ['version', '-1'],
    ['version', '1e999'],
    ['epoch', '7'],
  ])('with a %s of %.20s pin nothing', async (name, text) => {
    await visit({ gate: 'old' })
    for (const [key, stored] of world.local)
      world.local.set(key, stored.replace(new RegExp(`"${name}":[^,}]+`), `"${name}":${text}`))
    const client = startAsAda()
    expect(client.peek('gate', '').value).toBe('old')
    await world.request().answer(bulk({ gate: 'new' }, { version: 2 }))
    expect(client.peek('gate', '').value).toBe('new')
    expect(client.status()).toMatchObject({ version: 2, epoch: 'e1' })
  })

  it.each([
    ['version', '"abc"'],
    ['version', '{}'],
    ['version', '-1'],
    ['version', '1e999'],
    ['epoch', '7'],
    ['epoch', `"${'x'.repeat(1000)}"`],
    ['fetchedAt', '"yesterday"'],
    ['fetchedAt', '1e999'],
  ])('with a %s of %.20s are not told', async (name, text) => {
    await visit({ gate: 'old' })
    for (const [key, stored] of world.local)
      world.local.set(key, stored.replace(new RegExp(`"${name}":[^,}]+`), `"${name}":${text}`))
    expect(startAsAda().status()).toMatchObject({ source: 'cache', [name]: undefined })
  })
})
