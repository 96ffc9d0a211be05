import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findManifest, readManifest } from './read-manifest.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-manifest-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await mkdir(join(folder, name, '..'), { recursive: true })
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

it('reads YAML and JSON, with every default filled in', async () => {
  const yaml = await file('flags.yaml', 'schemaVersion: 1\nflags: { gate: {} }')
  const json = await file('flags.json', '{"schemaVersion":1,"flags":{"gate":{}}}')
  const read = await readManifest(yaml)
  expect(Object.keys(read.flags['gate']?.variants ?? {})).toEqual(['on', 'off'])
  expect(await readManifest(json)).toEqual(read)
})

it('reads what sluice types writes of flags that live in a service', async () => {
  const variants = { control: { value: 'Buy now' }, urgent: { value: 'Hurry' } }
  const flags = { cta: { kind: 'experiment', type: 'string', tags: [], variants } }
  const names = await file('names.json', JSON.stringify({ flags, attributes: {} }))
  expect(Object.keys((await readManifest(names)).flags['cta']?.variants ?? {})).toEqual([
    'control',
    'urgent',
  ])
})

it('says what is wrong with a file, and what to do', async () => {
  await expect(readManifest(join(folder, 'absent.yaml'))).rejects.toThrow('There is no file')
  await expect(readManifest(folder)).rejects.toThrow('cannot be read (EISDIR)')
  await expect(readManifest(await file('a.yaml', 'flags: [1'))).rejects.toThrow(
    /a\.yaml:1:\d+ is no YAML\..* "npx sluice validate" shows every fault/,
  )
  await expect(
    readManifest(await file('b.yaml', 'schemaVersion: 1\nflags: { gate: { typ: string } }')),
  ).rejects.toThrow(/b\.yaml is no ruleset\..*\n {2}\$\.flags\.gate\.typ: /)
})

it('is found by the nearest config file, else where it is by default', async () => {
  expect(await findManifest(folder)).toBe(join(folder, 'flags.yaml'))
  await file('sluice.config.json', '{"file":"config/gates.yaml"}')
  await file('a/b/c.ts', '')
  expect(await findManifest(join(folder, 'a/b'))).toBe(join(folder, 'config/gates.yaml'))
  await file('a/sluice.config.json', '{')
  await expect(findManifest(join(folder, 'a/b'))).rejects.toThrow('is no JSON')
})
