import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { sluice, type Ended } from './support/command.ts'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

/** Runs the command as somebody in the root of the repository does; no service is there. */
function inRoot(...args: readonly string[]): Promise<Ended> {
  return sluice(args, { url: 'http://127.0.0.1:1', cwd: ROOT })
}

it('has flags that are valid', async () => {
  const { code, stdout } = await inRoot('validate')
  expect(stdout).toContain('apps/demo/flags.yaml is valid')
  expect(code).toBe(0)
})

it('has the types of its flags', async () => {
  expect(await inRoot('types', '--check')).toMatchObject({ code: 0 })
})

it('has the schema that editors read', async () => {
  const { stdout } = await inRoot('validate', '--print-schema')
  const written = await readFile(new URL('../ruleset.schema.json', import.meta.url), 'utf8')
  expect(JSON.parse(written)).toEqual(JSON.parse(stdout))
})
