import { execFile } from 'node:child_process'
import { once } from 'node:events'
import {
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'
import { FakeWorld, settle } from '../test/fake-world.ts'
import { published } from '../test/published.ts'
import { diskSnapshot } from './disk.ts'
import type { SluiceNode, SluiceNodeOptions, SnapshotStore } from './index.ts'

const ADA = { targetingKey: 'ada' }

async function file(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-node-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return join(folder, 'deep/sluice.snapshot')
}

/** A node in a world of its own, and a way to wait for the file that it writes. */
function make(
  path: string,
  options: Partial<SluiceNodeOptions> = {},
  readAfter: Promise<void> = Promise.resolve(),
) {
  const world = new FakeWorld()
  const store = diskSnapshot(path)
  const { promise: written, resolve } = Promise.withResolvers<void>()
  const snapshot: SnapshotStore = {
    read: () => readAfter.then(() => store.read()),
    write: (text, isNewer) => store.write(text, isNewer).finally(resolve),
  }
  return { world, written, node: world.node({ snapshot, ...options }) }
}

/** Has a node write a version, and gives what the file holds then. */
async function served(path: string, version: number, epoch = 'one'): Promise<string> {
  const { world, written, node } = make(path)
  await world.answer(published({ version, epoch }))
  await written
  node.close()
  return readFile(path, 'utf8')
}

/** Starts a node whose service is away. */
async function alone(
  path: string,
  options: Partial<SluiceNodeOptions> = {},
): Promise<{ world: FakeWorld; node: SluiceNode }> {
  const { world, node } = make(path, options)
  const ready = node.ready()
  await world.fail()
  await ready
  return { world, node }
}

it('serves the last good ruleset after a start without a service', async () => {
  const path = await file()
  await served(path, 7)
  const { node, world } = await alone(path)
  expect(node.status()).toMatchObject({ state: 'stale', source: 'snapshot', version: 7 })
  expect(node.evaluate('gate', false, ADA).value).toBe(true)
  await world.untilAsked()
  expect(world.last.headers.get('if-none-match')).toBe('"one.7"')
  await world.answer(new Response(null, { status: 304 }))
  expect(node.status()).toMatchObject({ state: 'ready', source: 'network', version: 7 })
})

it('keeps the file for its owner, and leaves nothing beside it', async () => {
  const path = await file()
  await served(path, 1)
  const { mode } = await stat(path)
  expect(mode & 0o777).toBe(0o600)
  expect(await readdir(join(path, '..'))).toEqual(['sluice.snapshot'])
})

it('tells neither key nor address of the service in the file', async () => {
  const text = await served(await file(), 1)
  expect(text).not.toMatch(/sluice_server_test|gates\.test/)
})

it('never replaces something newer of the same epoch, but something of another', async () => {
  const path = await file()
  const newer = await served(path, 9)
  expect(await served(path, 8)).toBe(newer)
  expect(await served(path, 10)).not.toBe(newer)
  const other = await served(path, 2, 'two')
  expect(other).toContain('"epoch":"two"')
})

it.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['changed in one letter', (text: string) => text.replace('"gate"', '"gaze"')],
  ['of another format', (text: string) => text.replace('"format":1', '"format":2')],
  ['empty', () => ''],
  ['no text at all', () => '\0\0\n\0'],
])('ignores a file that is %s, says so, and replaces it', async (_, damage) => {
  const path = await file()
  const good = await served(path, 3)
  await writeFile(path, damage(good))
  const { world, node } = await alone(path)
  expect(node.status()).toMatchObject({ state: 'offline', source: 'none' })
  expect(world.errors.map(({ code }) => code)).toContain('SNAPSHOT_UNREADABLE')
  expect(await served(path, 1)).toContain('"version":1')
})

it.each<[string, Partial<SluiceNodeOptions>]>([
  ['key', { serverKey: 'sluice_server_other' }],
  ['service', { url: 'http://other.test' }],
])('does not serve the ruleset of another %s, and says so', async (_, options) => {
  const path = await file()
  await served(path, 3)
  const { node, world } = await alone(path, options)
  expect(node.status()).toMatchObject({ state: 'offline', source: 'none' })
  const told = world.errors.find(({ code }) => code === 'SNAPSHOT_UNREADABLE')
  expect(told?.message).toContain('it is of another service or key.')
  const other = make(path, options)
  await other.world.answer(published({ version: 1 }))
  await other.written
  expect(await readFile(path, 'utf8')).toContain('"version":1')
})

it('lets the service decide when its answer comes before the file is read', async () => {
  const path = await file()
  await served(path, 9)
  const { promise: answered, resolve } = Promise.withResolvers<void>()
  const { world, node, written } = make(path, {}, answered)
  await world.answer(published({ version: 2, epoch: 'two' }))
  resolve()
  await written
  await settle()
  expect(node.status()).toMatchObject({ source: 'network', version: 2, epoch: 'two' })
})

it.each([
  ['a file', 'volume/kept', true],
  ['a file of a folder that is missing yet', 'volume/kept', false],
])('writes through a link to %s, and leaves nothing beside either', async (_, target, isThere) => {
  const path = await file()
  const real = join(path, '..', target)
  await mkdir(join(path, '..'))
  if (isThere) await served(real, 1)
  await symlink(target, path)
  await served(path, 2)
  expect((await lstat(path)).isSymbolicLink()).toBe(true)
  expect(await readFile(real, 'utf8')).toContain('"version":2')
  expect((await readdir(join(path, '..'))).toSorted()).toEqual(['sluice.snapshot', 'volume'])
  expect(await readdir(join(real, '..'))).toEqual(['kept'])
  expect((await alone(path)).node.status()).toMatchObject({ source: 'snapshot', version: 2 })
})

it('reports links that lead in a circle', async () => {
  const path = await file()
  await mkdir(join(path, '..'))
  await symlink('sluice.snapshot', path)
  const { world, written } = make(path)
  await world.answer(published({ version: 2 }))
  await written.catch(() => {})
  await expect.poll(() => world.errors.map(({ code }) => code)).toContain('SNAPSHOT_UNWRITABLE')
})

it('puts no file in the place of what is none, such as a socket that a link leads to', async () => {
  const path = await file()
  await mkdir(join(path, '..', 'thing'), { recursive: true })
  const socket = createServer().listen(join(path, '..', 'thing/socket'))
  await once(socket, 'listening')
  onTestFinished(() => void socket.close())
  await symlink('thing/socket', path)
  await expect(diskSnapshot(path).write('text', () => false)).rejects.toThrow(
    `${join(path, '..', 'thing/socket')} is no plain file`,
  )
  expect((await stat(path)).isSocket()).toBe(true)
})

it('does not wait for what never ends, such as a pipe or a device', async () => {
  const path = await file()
  await mkdir(join(path, '..'))
  await promisify(execFile)('mkfifo', [path])
  await expect(diskSnapshot(path).read()).rejects.toThrow(`${path} is no plain file`)
  await expect(diskSnapshot('/dev/zero').read()).rejects.toThrow('/dev/zero is no plain file')
  const { node, world } = await alone(path)
  expect(world.errors.map(({ code }) => code)).toContain('SNAPSHOT_UNREADABLE')
  expect(node.evaluate('gate', false, ADA)).toMatchObject({ value: false, reason: 'ERROR' })
})

it('reports a place that cannot be written, and goes on', async () => {
  const path = await file()
  await served(path, 1)
  const world = new FakeWorld()
  const node = world.node({ snapshot: diskSnapshot(join(path, 'below-a-file')) })
  await world.answer(published({ version: 2 }))
  await expect.poll(() => world.errors.map(({ code }) => code)).toContain('SNAPSHOT_UNWRITABLE')
  expect(node.evaluate('gate', false, ADA).value).toBe(true)
})

it('removes what a process left that was killed while it wrote, not what another is writing', async () => {
  const path = await file()
  await served(path, 1)
  const folder = join(path, '..')
  const long = new Date(Date.now() - 60_000)
  for (const name of ['.sluice.snapshot.old.part', '.other.old.part'])
    await writeFile(join(folder, name), 'half').then(() => utimes(join(folder, name), long, long))
  await writeFile(join(folder, '.sluice.snapshot.new.part'), 'half')
  await served(path, 2)
  expect((await readdir(folder)).toSorted()).toEqual([
    '.other.old.part',
    '.sluice.snapshot.new.part',
    'sluice.snapshot',
  ])
})

it('takes over the lock of a process that died', async () => {
  const path = await file()
  await served(path, 1)
  await writeFile(`${path}.lock`, '')
  const long = new Date(Date.now() - 60_000)
  await utimes(`${path}.lock`, long, long)
  expect(await served(path, 2)).toContain('"version":2')
})

it('ends with the newest of many that write at once', async () => {
  const path = await file()
  await Promise.all(Array.from({ length: 12 }, (_, version) => served(path, version)))
  expect(await readFile(path, 'utf8')).toContain('"version":11')
})
