import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { expect, it } from 'vitest'
import { SERVICE_ACTOR } from './actor.ts'
import { canonicalText, GENESIS_HASH, sha256, type AuditEntry } from './audit-entry.ts'
import { signHead, type AuditHead } from './audit-head.ts'
import { linkEntry } from './sign-entry.ts'
import type { SigningKey } from './signing-key.ts'
import { verifyAudit, type AuditReport } from './verify.ts'

const NOW = Date.UTC(2030, 0, 1)

function newKey(): SigningKey {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  const privateKey = createPrivateKey(pem)
  const publicKey = createPublicKey(privateKey)
  return {
    publicKey,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
}

function chainOf(length: number, key: SigningKey): AuditEntry[] {
  const entries: AuditEntry[] = []
  let last = { seq: 0, hash: GENESIS_HASH }
  for (let i = 1; i <= length; i++) {
    const entry = linkEntry(
      {
        environment: 'shop',
        actor: SERVICE_ACTOR,
        action: 'flag.change',
        subject: 'a',
        reason: 'ümlaut',
        before: { i: i - 1 },
        after: { i },
      },
      last,
      NOW + i,
      key,
    )
    entries.push(entry)
    last = entry
  }
  return entries
}

const key = newKey()
const chain = chainOf(6, key)
const head = signHead(key, { seq: 6, hash: chain[5]?.hash ?? '' }, NOW)

function verify(entries: readonly unknown[], signed: AuditHead | undefined = head): AuditReport {
  return verifyAudit(JSON.parse(JSON.stringify(entries)) as unknown[], signed, key.publicKeyPem)
}

const at = (seq: number): AuditEntry => chain[seq - 1] as AuditEntry
const rehashed = (entry: AuditEntry): AuditEntry => ({
  ...entry,
  hash: sha256(canonicalText(entry)),
})

it('finds a whole chain whole', () => {
  expect(verify(chain)).toEqual({ whole: true, entries: 6, headSeq: 6 })
  expect(verify([], signHead(key, { seq: 0, hash: GENESIS_HASH }, NOW))).toEqual({
    whole: true,
    entries: 0,
    headSeq: 0,
  })
})

it('takes entries that came after the head, since they are signed', () => {
  expect(verify(chain, signHead(key, at(4), NOW)).whole).toBe(true)
})

it.each<[string, unknown[], number, string]>([
  [
    'an edited entry',
    chain.map((entry) => (entry.seq === 3 ? { ...entry, reason: 'x' } : entry)),
    3,
    'edited',
  ],
  [
    'an edited entry with a new hash',
    chain.map((entry) => (entry.seq === 3 ? rehashed({ ...entry, reason: 'x' }) : entry)),
    3,
    'unsigned',
  ],
  [
    'another time',
    chain.map((entry) => (entry.seq === 2 ? { ...entry, at: '2020-01-01T00:00:00.000Z' } : entry)),
    2,
    'edited',
  ],
  [
    'another actor',
    chain.map((entry) =>
      entry.seq === 1 ? { ...entry, actor: { ...entry.actor, name: 'x' } } : entry,
    ),
    1,
    'edited',
  ],
  ['a deleted entry', chain.filter((entry) => entry.seq !== 3), 3, 'missing'],
  ['the first entry deleted', chain.slice(1), 1, 'missing'],
  [
    'a deleted entry with the rest renumbered',
    chain.filter((entry) => entry.seq !== 3).map((entry, i) => ({ ...entry, seq: i + 1 })),
    3,
    'edited',
  ],
  ['an entry that comes twice', [...chain.slice(0, 3), at(3), ...chain.slice(3)], 3, 'misplaced'],
  [
    'an inserted entry',
    [
      ...chain.slice(0, 3),
      rehashed({ ...at(4), prevHash: at(3).hash, reason: 'x' }),
      ...chain.slice(3),
    ],
    4,
    'unsigned',
  ],
  ['two entries in the wrong order', [at(1), at(3), at(2), at(4), at(5), at(6)], 2, 'missing'],
  [
    'two entries that changed numbers',
    [at(1), { ...at(3), seq: 2 }, { ...at(2), seq: 3 }, at(4), at(5), at(6)],
    2,
    'edited',
  ],
  ['a cut tail', chain.slice(0, 4), 5, 'cut'],
  ['everything gone', [], 1, 'cut'],
  ['no entry at all', [at(1), null, at(3)], 2, 'edited'],
  ['an entry without a signature', [{ ...at(1), signature: '' }], 1, 'unsigned'],
  ['half characters', [{ ...at(1), reason: '\ud800' }], 1, 'edited'],
])('finds %s', (_what, entries, seq, kind) => {
  expect(verify(entries)).toMatchObject({ whole: false, fault: { seq, kind } })
})

it('finds a chain built anew with another key', () => {
  expect(verify(chainOf(6, newKey()))).toMatchObject({ fault: { seq: 1, kind: 'unsigned' } })
})

it('finds a chain built anew with the key itself, as long as the head is kept elsewhere', () => {
  const other = chainOf(6, { ...key })
  const first = linkEntry({ ...at(1), reason: 'forged' }, { seq: 0, hash: GENESIS_HASH }, NOW, key)
  expect(
    verify([first, ...other.slice(1)], signHead(key, { seq: 1, hash: at(1).hash }, NOW)),
  ).toMatchObject({
    fault: { seq: 1, kind: 'rebuilt' },
  })
})

it('does not take a head that somebody else signed, or none', () => {
  expect(verify(chain, signHead(newKey(), at(6), NOW))).toMatchObject({
    whole: false,
    fault: { kind: 'head_forged' },
  })
  expect(verify(chain.slice(0, 4), { ...head, seq: 4 })).toMatchObject({
    whole: false,
    fault: { kind: 'head_forged' },
  })
  expect(verifyAudit(chain, undefined, key.publicKeyPem)).toMatchObject({
    whole: false,
    fault: { kind: 'head_missing' },
  })
})
