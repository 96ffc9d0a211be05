import { expect, it, vi } from 'vitest'
import { createCredentialBook, type CredentialBook } from './credential-book.ts'
import { createCredential } from './credential.ts'
import { addDemoCredentials, DEMO_CREDENTIALS } from './demo-credentials.ts'
import type { Principal } from './principal.ts'

const principal: Principal = { kind: 'token', id: 'x', name: 'x', role: 'viewer' }

function bookWithOne(): { book: CredentialBook; text: string; publicId: string } {
  const book = createCredentialBook()
  const { text, id, digest } = createCredential('token')
  const publicId = `token_${id}`
  book.add({ publicId, digest, principal })
  return { book, text, publicId }
}

it('recognises a credential by its whole text', () => {
  const { book, text } = bookWithOne()
  expect(book.authenticate(text)).toBe(principal)
  expect(book.authenticate(`${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`)).toBeUndefined()
  expect(book.authenticate(text.replace('sluice_token_', 'sluice_server_'))).toBeUndefined()
  expect(book.authenticate(text.slice(0, text.lastIndexOf('_')))).toBeUndefined()
})

it.each([
  '',
  'x',
  'sluice_token_',
  'sluice_token_zz_zz',
  'a'.repeat(1_000_000),
  '__proto__',
  'sluice_token_é_é',
])('knows nobody by %.20j', (text) => {
  expect(bookWithOne().book.authenticate(text)).toBeUndefined()
})

it('makes credentials of 256 random bits', () => {
  const texts = Array.from({ length: 100 }, () => createCredential('client').text)
  expect(new Set(texts).size).toBe(100)
  for (const text of texts) expect(text).toMatch(/^sluice_client_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$/)
})

it('forgets a revoked credential at once and tells its listeners', () => {
  const { book, text, publicId } = bookWithOne()
  const heard = vi.fn()
  const stop = book.onRevoke(heard)
  book.revoke(publicId)
  book.revoke(publicId)
  expect(book.authenticate(text)).toBeUndefined()
  expect(heard).toHaveBeenCalledExactlyOnceWith(principal)
  stop()
})

it('knows the demo credentials only when they were added', () => {
  const book = createCredentialBook()
  expect(book.authenticate(DEMO_CREDENTIALS.admin)).toBeUndefined()
  addDemoCredentials(book)
  expect(book.authenticate(DEMO_CREDENTIALS.admin)).toMatchObject({ kind: 'token', role: 'admin' })
  expect(book.authenticate(DEMO_CREDENTIALS.client)).toMatchObject({
    kind: 'client_key',
    environment: 'development',
  })
  expect(book.authenticate(DEMO_CREDENTIALS.server)).toMatchObject({
    kind: 'server_key',
    environment: 'development',
  })
})
