import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { EXIT } from './exit-codes.ts'
import { runSluice } from './testing/run-sluice.ts'
import { spawnSluice } from './testing/spawn-sluice.ts'
import { SHOP, testFolder } from './testing/test-service.ts'

/** Every command with its own help. */
const COMMANDS = [
  'init',
  'serve',
  'validate',
  'push',
  'pull',
  'types',
  'kill',
  'explain',
  'versions',
  'rollback',
  'flags list',
  'flags create',
  'flags set',
  'flags archive',
  'audit list',
  'audit verify',
  'audit export',
  'environments list',
  'environments create',
  'environments set',
  'keys list',
  'keys create',
  'keys revoke',
  'tokens list',
  'tokens create',
  'tokens revoke',
]

async function binary(argv: readonly string[], env: Record<string, string> = {}) {
  const { folder, write } = await testFolder()
  await write('flags.yaml', SHOP)
  await write('broken.yaml', 'flags: 1\n')
  const spawned = spawnSluice(argv, folder, env)
  const exit = await spawned.ended
  return { exit, out: spawned.out(), err: spawned.err() }
}

describe('the binary', () => {
  it.each<[string[], number]>([
    [['validate'], EXIT.ok],
    [['--help'], EXIT.ok],
    [['--version'], EXIT.ok],
    [['nonsense'], EXIT.usage],
    [['validate', '--nonsense'], EXIT.usage],
    [['validate', 'broken.yaml'], EXIT.invalid],
    [['types', '--check'], EXIT.failed],
    [['flags', 'list', '--url', 'http://127.0.0.1:9'], EXIT.unreachable],
    [['flags', 'list', '--url', 'https://flags.example'], EXIT.denied],
  ])('ends %j with %i', async (argv, code) => {
    expect((await binary(argv)).exit).toBe(code)
  })

  it('prints no colours into a pipe', async () => {
    for (const argv of [['validate'], ['validate', 'broken.yaml'], ['--help'], ['nonsense']]) {
      const { out, err } = await binary(argv, { TERM: 'xterm-256color' })
      expect(out + err).not.toContain('\u001b')
    }
  })

  it('ends quietly when the reader of its output has enough', async () => {
    const { folder, write } = await testFolder()
    await write('flags.yaml', SHOP)
    const { child, err, ended } = spawnSluice(['validate', '--print-schema'], folder)
    child.stdout?.destroy()
    await once(child, 'exit')
    expect([await ended, err()]).toEqual([EXIT.ok, ''])
  })

  it('loads no more for its help than the names and texts of its commands', async () => {
    const { folder } = await testFolder()
    const spawned = spawnSluice(['--help'], folder, { NODE_DEBUG: 'esm' })
    await spawned.ended
    expect(spawned.out()).toContain('Usage: sluice')
    const loaded = spawned.err()
    expect(loaded).toContain('/commander')
    for (const heavy of ['zod', 'kysely', 'pino', 'packages/server', 'node_modules/yaml']) {
      expect(loaded).not.toContain(`/${heavy}`)
    }
  })
})

describe('help', () => {
  it.each(COMMANDS)('of %s shows what it takes, and an example that names it', async (command) => {
    const { exit, out } = await runSluice([...command.split(' '), '--help'])
    expect(exit).toBe(EXIT.ok)
    expect(out).toContain(`Usage: sluice ${command}`)
    expect(out).toMatch(new RegExp(String.raw`Examples:\n(  \$ sluice .*\n)+`))
    expect(out).toContain(`  $ sluice ${command}`)
    expect(out).toContain('--json')
  })

  it('lists every command and every exit code', async () => {
    const { out } = await runSluice(['--help'])
    for (const command of COMMANDS) expect(out).toContain(`\n  ${command.split(' ')[0]} `)
    for (const code of Object.values(EXIT)) expect(out).toMatch(new RegExp(`^  ${code}  \\w`, 'm'))
  })

  it('is printed for a group without a command, and suggests what was meant', async () => {
    expect((await runSluice(['flags'])).err).toContain('Usage: sluice flags')
    const { exit, err } = await runSluice(['vlaidate'])
    expect([exit, err]).toEqual([EXIT.usage, expect.stringContaining('Did you mean validate?')])
  })
})

describe('--json', () => {
  const none: typeof fetch = () => Promise.reject(new TypeError('fetch failed'))

  async function documentOf(argv: readonly string[]) {
    const { folder, write } = await testFolder()
    await write('flags.yaml', SHOP)
    await write('broken.yaml', 'flags: [')
    return runSluice([...argv, '--json'], { cwd: folder, fetch: none })
  }

  it.each([
    [['validate'], EXIT.ok, 'valid'],
    [['validate', 'broken.yaml'], EXIT.invalid, 'valid'],
    [['types', '--check'], EXIT.failed, 'changed'],
  ])('prints one document for %j', async (argv, code, name) => {
    const { exit, json, err } = await documentOf(argv)
    expect([exit, err]).toEqual([code, ''])
    expect(json()).toHaveProperty(name)
  })

  it.each([
    [['validate', 'missing.yaml'], EXIT.usage, 'FILE_NOT_FOUND'],
    [['flags', 'list'], EXIT.unreachable, 'UNREACHABLE'],
    [['flags', 'list', '--url', 'nonsense'], EXIT.usage, 'BAD_SETTINGS'],
    [['nonsense'], EXIT.usage, 'USAGE'],
    [['kill'], EXIT.usage, 'USAGE'],
    [['kill', 'a', '--nonsense'], EXIT.usage, 'USAGE'],
  ])('prints one document with the code for the failure of %j', async (argv, exitCode, code) => {
    const { exit, json } = await documentOf(argv)
    expect(exit).toBe(exitCode)
    expect(json().error).toMatchObject({ code, exitCode, message: expect.any(String) })
  })
})
