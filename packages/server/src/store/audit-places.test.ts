import { linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../api/test-service.ts'
import { silentLogger as logger } from '../http/logger.ts'
import { openStore } from './open-store.ts'

let root: string
let dataDir: string
beforeEach(() => {
  root = temporaryFolder()
  dataDir = join(root, 'data')
  writeFileSync(join(root, 'file'), '')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

it.each([
  ['one file for both', { auditHeadPath: 'x', auditKeyPath: 'x' }, 'AUDIT_FILES_CLASH'],
  [
    'the public key for the end',
    { auditHeadPath: 'x.pub', auditKeyPath: 'x' },
    'AUDIT_FILES_CLASH',
  ],
  ['its own key for the end', { auditHeadPath: 'data/audit-key.pem' }, 'AUDIT_FILES_CLASH'],
  ['a folder for the end that is not there', { auditHeadPath: 'none/x' }, 'AUDIT_FOLDER_MISSING'],
  ['a folder for the key that is not there', { auditKeyPath: 'none/x' }, 'AUDIT_FOLDER_MISSING'],
  ['a file where a folder has to be', { auditKeyPath: 'file/x' }, 'AUDIT_FOLDER_MISSING'],
  ['a folder as the end', { auditHeadPath: '.' }, 'AUDIT_FOLDER_MISSING'],
  ['a folder as the key', { auditKeyPath: '.' }, 'AUDIT_FOLDER_MISSING'],
])('makes nothing when it is given %s, and says what to name', async (_what, given, code) => {
  const paths = Object.fromEntries(
    Object.entries(given).map(([name, path]) => [name, join(root, path)]),
  )
  await expect(openStore({ dataDir, logger, ...paths })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(/--audit-(head|key)/),
  })
  expect(readdirSync(root)).toEqual(['file'])
})

it('does not write the end over a key that has another name', async () => {
  const auditKeyPath = join(root, 'key.pem')
  const auditHeadPath = join(root, 'head.json')
  const first = await openStore({ dataDir, logger, auditKeyPath })
  await first.close()
  linkSync(auditKeyPath, auditHeadPath)
  const before = readFileSync(auditKeyPath, 'utf8')
  const opened = openStore({ dataDir, logger, auditKeyPath, auditHeadPath })
  await expect(opened).rejects.toMatchObject({ code: 'AUDIT_FILES_CLASH' })
  expect(readFileSync(auditKeyPath, 'utf8')).toBe(before)
})

it('says why a key cannot be read or made later, and serves on where only the end is gone', async () => {
  const first = await openStore({ dataDir, logger })
  await first.close()
  for (const path of ['.', 'file', 'file/x', 'none/x']) {
    const opened = openStore({ dataDir, logger, auditKeyPath: join(root, path) })
    await expect(opened).rejects.toMatchObject({
      code: 'AUDIT_KEY_UNREADABLE',
      message: expect.stringContaining('name another'),
    })
  }
  const store = await openStore({ dataDir, logger, auditHeadPath: join(root, 'none', 'x') })
  expect(store.health().auditFault).toMatchObject({ kind: 'head_missing' })
  await store.close()
})
