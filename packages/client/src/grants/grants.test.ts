import { writeGrantAnswer, type GrantAnswer } from '@sluice/core/grants'
import { describe, expect, it, vi } from 'vitest'
import { bulk } from '../../test/fake-environment.ts'
import { start, world } from '../../test/page.ts'
import type { SluiceClient } from '../client.ts'
import { acceptGrants, grantLink, grantStatus } from '../grants.ts'
import type { GrantPage } from '../grants.ts'

const EXPIRES_AT = 9_000_000
const OVERRIDES = { cta: 'urgent' }

function tokenOf(claims: object = {}): string {
  const whole = {
    environment: 'shop',
    overrides: OVERRIDES,
    expiresAt: EXPIRES_AT,
    jti: 'j',
    key: 'k',
  }
  const text = new TextEncoder().encode(JSON.stringify({ ...whole, ...claims }))
  const payload = btoa(String.fromCodePoint(...text))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
  return `s1.${payload.replace(/=+$/, '')}.${'A'.repeat(86)}`
}

const TOKEN = tokenOf()
const ACTIVE: GrantAnswer = {
  state: 'active',
  id: 'j',
  expiresAt: EXPIRES_AT,
  forced: OVERRIDES,
  ignored: [],
}
const REVOKED: GrantAnswer = { state: 'refused', code: 'GRANT_REVOKED', detail: 'It was revoked.' }

interface FakePage extends GrantPage {
  location: string
  stored: string | undefined
  navigate(address: string): void
}

function fakePage(location = 'https://shop.example/', stored?: string): FakePage {
  const listeners = new Set<() => void>()
  const page: FakePage = {
    location,
    stored,
    address: () => page.location,
    replaceAddress: (address) => void (page.location = address),
    onFragment(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    kept: () => page.stored,
    keep: (token) => void (page.stored = token),
    now: () => world.now(),
    schedule: (callback, delayMs) => world.schedule(callback, delayMs),
    navigate(address) {
      page.location = address
      for (const listener of listeners) listener()
    },
  }
  return page
}

const CONTROL = bulkOf('control', {})
const URGENT = bulkOf('urgent', { override: true, pierce: true })

/** Makes an answer with what the service made of a grant. */
function bulkOf(variant: string, metadata: object) {
  return (grant?: GrantAnswer): Response => {
    const flags = [{ key: 'cta', reason: 'STATIC', variant, value: variant, metadata }]
    return new Response(JSON.stringify({ flags }), {
      headers: {
        'content-type': 'application/json',
        'sluice-ruleset-version': '1',
        ...(grant && { 'sluice-grant': writeGrantAnswer(grant) }),
      },
    })
  }
}

const sentToken = () => world.request().headers.get('sluice-grant')
const variantOf = (client: SluiceClient) => client.peek('cta', '').variant

it('takes a grant off the address, sends it, and shows what it forces and until when', async () => {
  const page = fakePage(grantLink(TOKEN, 'https://shop.example/a?b=c#top'))
  const client = start()
  const grants = acceptGrants(client, { page })
  expect(page.location).toBe('https://shop.example/a?b=c#top')
  expect(grants.status()).toEqual({ state: 'asking', expiresAt: EXPIRES_AT, forced: OVERRIDES })
  await world.settle()
  expect(sentToken()).toBe(TOKEN)
  await world.request().answer(URGENT(ACTIVE))
  expect(grants.status()).toEqual(ACTIVE)
  expect(grantStatus(client)).toBe(grants.status())
  expect(client.peek('cta', '')).toMatchObject({
    value: 'urgent',
    reason: 'OVERRIDE',
    metadata: { override: true },
  })
})

it('never shows what the page would have been without it', async () => {
  const shown: unknown[] = []
  const client = start({
    onChange: (changes) => shown.push(...changes.map(({ to }) => to?.variant)),
  })
  const first = world.request()
  acceptGrants(client, { page: fakePage(grantLink(TOKEN, 'https://shop.example/')) })
  await world.settle()
  await first.answer(CONTROL())
  expect(variantOf(client)).toBeUndefined()
  await world.request().answer(URGENT(ACTIVE))
  await world.settle()
  expect(shown).toEqual(['urgent'])
})

it('asks again before it shows an answer that a grant came too late for', async () => {
  const client = start()
  await world.settle()
  const grants = acceptGrants(client, { page: fakePage() })
  const before = world.request()
  grants.accept(TOKEN)
  await before.answer(CONTROL())
  expect([variantOf(client), sentToken()]).toEqual([undefined, TOKEN])
})

it('is shared by all who accept grants for one client', () => {
  const client = start()
  const page = fakePage(grantLink(TOKEN, 'https://shop.example/'))
  const grants = acceptGrants(client, { page })
  expect(acceptGrants(client)).toBe(grants)
  expect(acceptGrants(start(), { page: fakePage() })).not.toBe(grants)
})

it('survives a reload of the tab, and a hostile storage', async () => {
  const page = fakePage()
  acceptGrants(start(), { page: fakePage() }).close()
  const grants = acceptGrants(start(), { page })
  grants.accept(grantLink(TOKEN, 'https://shop.example/'))
  expect(page.stored).toBe(TOKEN)
  const client = start()
  acceptGrants(client, { page: fakePage('https://shop.example/', page.stored) })
  await world.settle()
  expect(sentToken()).toBe(TOKEN)
  for (const stored of ['', 'x', '{}', 's1.e30.', `s1.${'A'.repeat(9_000)}.${'A'.repeat(86)}`]) {
    const hostile = fakePage('https://shop.example/', stored)
    expect(acceptGrants(start(), { page: hostile }).status()).toBeUndefined()
    expect(hostile.stored).toBeUndefined()
  }
})

it('goes on with the grant of the tab when the address brings none that can be read, and tells', async () => {
  const errors: string[] = []
  const client = start({ onError: ({ code }) => errors.push(code) })
  const page = fakePage('https://shop.example/#sluice-grant=zzz', TOKEN)
  const grants = acceptGrants(client, { page })
  expect([grants.status()?.state, page.location]).toEqual(['asking', 'https://shop.example/'])
  await world.settle()
  expect(sentToken()).toBe(TOKEN)
  await world.request().answer(URGENT(ACTIVE))
  page.navigate('https://shop.example/#sluice-grant=zzz')
  expect([grants.status(), page.stored]).toEqual([ACTIVE, TOKEN])
  expect(errors).toEqual(['GRANT_INVALID', 'GRANT_INVALID'])
})

it.each(['unknown', 'denied'] as const)('writes nothing while consent is %s', (consent) => {
  const page = fakePage(grantLink(TOKEN, 'https://shop.example/'))
  const grants = acceptGrants(start({ consent }), { page })
  expect([grants.status()?.state, page.stored]).toEqual(['asking', undefined])
})

describe('a grant that ends', () => {
  async function granted() {
    const onError = vi.fn<(error: { code: string }) => void>()
    const client = start({ onError })
    const page = fakePage(grantLink(TOKEN, 'https://shop.example/'))
    const grants = acceptGrants(client, { page })
    await world.settle()
    await world.request().answer(URGENT(ACTIVE))
    return { client, grants, page, onError }
  }

  it('gives the page its own values back, says why once, and is forgotten', async () => {
    const { client, grants, page, onError } = await granted()
    const told = vi.fn<() => void>()
    grants.onChange(told)
    void client.refresh()
    await world.request().answer(CONTROL(REVOKED))
    expect(variantOf(client)).toBe('control')
    expect(grants.status()).toEqual(REVOKED)
    expect(page.stored).toBeUndefined()
    void client.refresh()
    expect(sentToken()).toBeNull()
    await world.request().answer(CONTROL())
    expect(onError.mock.calls).toMatchObject([[{ code: 'GRANT_REVOKED' }]])
    expect(told).toHaveBeenCalledTimes(1)
  })

  it('is asked about when its time is over', async () => {
    const { client } = await granted()
    const { length } = world.requests
    world.serve((request) =>
      request.headers.has('sluice-grant') && world.now() > EXPIRES_AT
        ? CONTROL({ state: 'refused', code: 'GRANT_EXPIRED', detail: 'It ended.' })
        : undefined,
    )
    await world.advance(EXPIRES_AT + 60_000 - world.now())
    expect(world.requests.length).toBeGreaterThan(length)
    expect([variantOf(client), grantStatus(client)]).toMatchObject([
      'control',
      { code: 'GRANT_EXPIRED' },
    ])
  })

  it('is dropped by hand', async () => {
    const { client, grants, page } = await granted()
    grants.drop()
    expect([grants.status(), page.stored, sentToken()]).toEqual([undefined, undefined, null])
    await world.request().answer(CONTROL())
    expect(variantOf(client)).toBe('control')
  })

  it('leaves nothing in the cache', async () => {
    await granted()
    await world.advance(1000)
    expect([...world.local.values(), ...world.session.values()].join()).not.toContain('urgent')
  })
})

it('keeps a grant for another person, who may sign in later', async () => {
  const client = start()
  const page = fakePage(grantLink(TOKEN, 'https://shop.example/'))
  acceptGrants(client, { page })
  await world.settle()
  const detail = 'It is for one person.'
  await world.request().answer(CONTROL({ state: 'refused', code: 'GRANT_FOR_OTHERS', detail }))
  expect([grantStatus(client)?.state, page.stored]).toEqual(['refused', TOKEN])
  void client.setContext({ targetingKey: 'grace' })
  await world.settle()
  expect(sentToken()).toBe(TOKEN)
})

it('says so when the service says nothing of grants', async () => {
  const client = start()
  acceptGrants(client, { page: fakePage(grantLink(TOKEN, 'https://shop.example/')) })
  await world.settle()
  await world.request().answer(bulk({ cta: 'control' }))
  expect(grantStatus(client)).toMatchObject({ state: 'refused', code: 'GRANT_UNHEARD' })
})

describe('a link', () => {
  it('that is opened on an open page is taken too', async () => {
    const page = fakePage()
    const client = start()
    const grants = acceptGrants(client, { page })
    await world.request().answer(CONTROL())
    page.navigate('https://shop.example/#/basket&sluice-grant=' + TOKEN)
    expect(page.location).toBe('https://shop.example/#/basket')
    expect([grants.status()?.state, sentToken()]).toEqual(['asking', TOKEN])
    grants.close()
    page.navigate('https://shop.example/#sluice-grant=' + TOKEN)
    expect(page.location).toContain('sluice-grant')
  })

  it.each(['', 'x', TOKEN.slice(0, -1), `${TOKEN}A`, 'A'.repeat(9_000)])(
    'that was damaged is taken off, changes nothing and says so',
    async (token) => {
      const onError = vi.fn<(error: { code: string }) => void>()
      const client = start({ onError })
      const page = fakePage(`https://shop.example/#sluice-grant=${token}`)
      const grants = acceptGrants(client, { page })
      expect(page.location).toBe('https://shop.example/')
      expect(grants.status()).toMatchObject({ state: 'refused', code: 'GRANT_INVALID' })
      expect(onError.mock.calls).toMatchObject([[{ code: 'GRANT_INVALID' }]])
      await world.request().answer(CONTROL())
      expect([variantOf(client), sentToken()]).toEqual(['control', null])
    },
  )

  const OTHER = tokenOf({ jti: 'other' })
  const THIRD = tokenOf({ jti: 'third' })
  const GONE: GrantAnswer = { state: 'refused', code: 'GRANT_FOREIGN', detail: 'It is foreign.' }
  const FOR_BOB: GrantAnswer = { state: 'refused', code: 'GRANT_FOR_OTHERS', detail: 'For Bob.' }
  /** Opens a page whose tab keeps a good grant, and hears all that is shown and told. */
  function onKept(address: string) {
    const onError = vi.fn<(error: { code: string }) => void>()
    const shown: unknown[] = []
    const client = start({
      onError,
      onChange: (changes) => shown.push(...changes.map(({ to }) => to?.variant)),
    })
    const page = fakePage(address, TOKEN)
    return { client, page, grants: acceptGrants(client, { page }), onError, shown }
  }

  it('that was damaged leaves a good grant in place and says so, each time', async () => {
    const { client, page, grants, onError } = onKept('https://shop.example/')
    await world.settle()
    await world.request().answer(URGENT(ACTIVE))
    const told = vi.fn<() => void>()
    grants.onChange(told)
    expect(grants.refused()).toBeUndefined()
    for (const count of [1, 2]) {
      page.navigate('https://shop.example/#sluice-grant=x')
      expect(page.location).toBe('https://shop.example/')
      expect([grants.status(), page.stored, variantOf(client)]).toEqual([ACTIVE, TOKEN, 'urgent'])
      expect(grants.refused()).toMatchObject({ code: 'GRANT_INVALID' })
      expect(told).toHaveBeenCalledTimes(count)
      expect(onError).toHaveBeenCalledTimes(count)
    }
    page.navigate(grantLink(OTHER, 'https://shop.example/'))
    expect(grants.refused()).toBeUndefined()
  })

  it('that was damaged takes nothing from a page on which a grant is kept', async () => {
    const { client, page, grants, onError } = onKept('https://shop.example/#sluice-grant=zzz')
    expect([page.location, page.stored]).toEqual(['https://shop.example/', TOKEN])
    await world.settle()
    expect(sentToken()).toBe(TOKEN)
    await world.request().answer(URGENT(ACTIVE))
    expect([grants.status(), variantOf(client)]).toEqual([ACTIVE, 'urgent'])
    expect(grants.refused()).toMatchObject({ code: 'GRANT_INVALID' })
    expect(onError.mock.calls).toMatchObject([[{ code: 'GRANT_INVALID' }]])
  })

  it.each([GONE, FOR_BOB])(
    'that the service refuses leaves a good grant in force, and nothing flickers',
    async (refusal) => {
      const { client, page, grants, shown } = onKept('https://shop.example/')
      await world.settle()
      await world.request().answer(URGENT(ACTIVE))
      world.serve((request) =>
        request.headers.get('sluice-grant') === TOKEN ? URGENT(ACTIVE) : CONTROL(refusal),
      )
      page.navigate(grantLink(OTHER, 'https://shop.example/'))
      page.navigate(grantLink(THIRD, 'https://shop.example/'))
      await world.advance(2000)
      expect([grants.status(), page.stored, variantOf(client)]).toEqual([ACTIVE, TOKEN, 'urgent'])
      expect(grants.refused()).toEqual(refusal)
      expect(shown).toEqual(['urgent'])
    },
  )

  it('that the service refuses leaves in force what the tab keeps, as the page is opened', async () => {
    world.serve((request) =>
      request.headers.get('sluice-grant') === TOKEN ? URGENT(ACTIVE) : CONTROL(GONE),
    )
    const { client, page, grants } = onKept(grantLink(OTHER, 'https://shop.example/'))
    await world.advance(2000)
    expect([grants.status(), page.stored, variantOf(client)]).toEqual([ACTIVE, TOKEN, 'urgent'])
    expect(grants.refused()).toEqual(GONE)
  })

  it('that works takes the place of the one before for good', async () => {
    const { client, page, grants } = onKept('https://shop.example/')
    await world.settle()
    await world.request().answer(URGENT(ACTIVE))
    page.navigate(grantLink(OTHER, 'https://shop.example/'))
    await world.settle()
    const other = { ...ACTIVE, id: 'other' } as const
    await world.request().answer(URGENT(other))
    expect([grants.status(), page.stored]).toEqual([other, OTHER])
    void client.refresh()
    await world.request().answer(CONTROL(REVOKED))
    expect([grants.status(), page.stored, variantOf(client)]).toEqual([
      REVOKED,
      undefined,
      'control',
    ])
  })

  it('is made of a token, and of nothing else', () => {
    const once = grantLink(TOKEN, 'https://shop.example/#top')
    expect(once).toBe(`https://shop.example/#top&sluice-grant=${TOKEN}`)
    expect(grantLink(tokenOf({ jti: 'other' }), once)).not.toContain(TOKEN)
    expect(() => grantLink('x', 'https://shop.example/')).toThrow(/no token/)
  })
})
