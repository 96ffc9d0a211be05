import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import type { RunOptions } from '../testing/run-sluice.ts'
import { runSluice } from '../testing/run-sluice.ts'
import { testFolder } from '../testing/test-service.ts'

/** A network that notes where a request went, and with what. */
function recorder() {
  const requests: { url: string; token: string | null }[] = []
  const send: typeof fetch = (input, init) => {
    requests.push({
      url: new Request(input).url,
      token: new Headers(init?.headers).get('authorization'),
    })
    return Promise.resolve(Response.json({ items: [] }))
  }
  return { requests, send }
}

/** Where `sluice versions` goes under the given settings. */
async function goes(argv: readonly string[], options: RunOptions = {}) {
  const { requests, send } = recorder()
  const ran = await runSluice(['versions', ...argv], { fetch: send, ...options })
  return { ...ran, requests }
}

const DEMO = 'Bearer sluice_admin_demo'

describe('settings', () => {
  it('default to the development environment of this machine and its demo token', async () => {
    const { requests } = await goes([])
    expect(requests).toEqual([
      { url: 'http://127.0.0.1:4600/v1/environments/development/versions', token: DEMO },
    ])
  })

  it('come from the nearest config file, then variables, then options', async () => {
    const { folder } = await testFolder()
    await writeFile(
      join(folder, 'sluice.config.json'),
      '{ "url": "http://localhost:1", "environment": "from-file" }',
    )
    const cwd = join(folder, 'a/b')
    await mkdir(cwd, { recursive: true })
    const env = { SLUICE_URL: 'http://localhost:2/sluice', SLUICE_ENVIRONMENT: 'from-env' }
    expect((await goes([], { cwd })).requests[0]?.url).toBe(
      'http://localhost:1/v1/environments/from-file/versions',
    )
    expect((await goes([], { cwd, env })).requests[0]?.url).toBe(
      'http://localhost:2/sluice/v1/environments/from-env/versions',
    )
    const argv = ['--url', 'http://localhost:3', '-e', 'from-option']
    expect((await goes(argv, { cwd, env })).requests[0]?.url).toBe(
      'http://localhost:3/v1/environments/from-option/versions',
    )
    expect(
      (await goes([], { cwd, env: { SLUICE_URL: '', SLUICE_ENVIRONMENT: '' } })).requests[0]?.url,
    ).toContain('localhost:1')
  })

  it('name files from the place of the config file', async () => {
    const { folder } = await testFolder()
    await writeFile(join(folder, 'sluice.config.json'), '{ "file": "flags/all.yaml" }')
    const cwd = join(folder, 'deep')
    await mkdir(cwd)
    expect((await runSluice(['validate'], { cwd })).err).toContain(join(folder, 'flags/all.yaml'))
  })

  it.each([
    ['{ "url": 1 }', '"url" in'],
    ['{ "ulr": "x" }', 'unknown setting "ulr"'],
    ['[]', 'has to hold an object'],
    ['{ "url": "a", "url": "b" }', 'sluice.config.json:1:15 The key "url" stands here twice.'],
    ['{', 'sluice.config.json:1:'],
  ])('refuse the config file %s', async (text, message) => {
    const { folder } = await testFolder()
    await writeFile(join(folder, 'sluice.config.json'), text)
    const { exit, err, requests } = await goes([], { cwd: folder })
    expect([exit, err, requests]).toEqual([EXIT.usage, expect.stringContaining(message), []])
  })

  it('refuse a config file that was named and is not there', async () => {
    expect((await goes(['--config', '/nowhere.json'])).exit).toBe(EXIT.usage)
  })

  it.each([
    'ftp://x',
    'nonsense',
    'http://a:secret@b',
    'http://a/?token=secret',
    'http://a/#secret',
    'javascript:alert(1)',
  ])('refuse the address %s without repeating it', async (url) => {
    const { exit, err, requests } = await goes([], { env: { SLUICE_URL: url } })
    expect([exit, requests]).toEqual([EXIT.usage, []])
    expect(err).toContain('from SLUICE_URL')
    expect(err).not.toContain('secret')
  })

  it.each(['../admin', 'a/b', '', 'ä', ' '])('refuse the environment "%s"', async (name) => {
    expect((await goes(['-e', name])).exit).toBe(EXIT.usage)
  })
})

describe('the token', () => {
  const remote = { SLUICE_URL: 'https://flags.example' }

  it('comes from an option, a file, a variable or the file that the config names', async () => {
    const { folder } = await testFolder()
    await writeFile(join(folder, 'one'), 'sluice_token_one\n')
    await writeFile(join(folder, 'two'), 'sluice_token_two\n')
    await writeFile(join(folder, 'sluice.config.json'), '{ "tokenFile": "two" }')
    const token = async (argv: string[], env: Record<string, string> = {}) =>
      (await goes(argv, { cwd: folder, env: { ...remote, ...env } })).requests[0]?.token
    expect(await token([])).toBe('Bearer sluice_token_two')
    expect(await token([], { SLUICE_TOKEN: 'sluice_token_env' })).toBe('Bearer sluice_token_env')
    expect(await token(['--token-file', 'one'], { SLUICE_TOKEN: 'sluice_token_env' })).toBe(
      'Bearer sluice_token_one',
    )
    expect(await token(['--token', 'sluice_token_flag'])).toBe('Bearer sluice_token_flag')
  })

  it('is missing for another machine unless it is set', async () => {
    const { exit, err, requests } = await goes([], { env: remote })
    expect([exit, requests]).toEqual([EXIT.denied, []])
    expect(err).toContain('There is no token for https://flags.example.')
  })

  it('is ignored with a warning when it stands in the config file, but for the demo token', async () => {
    const { folder } = await testFolder()
    const withToken = async (token: string) => {
      await writeFile(join(folder, 'sluice.config.json'), JSON.stringify({ token }))
      return goes([], { cwd: folder })
    }
    const ignored = await withToken('sluice_token_secret')
    expect(ignored.requests[0]?.token).toBe(DEMO)
    expect(ignored.err).toMatch(
      /^warning: the token in .*sluice\.config\.json was ignored.*SLUICE_TOKEN/,
    )
    expect(ignored.err).not.toContain('sluice_token_secret')
    expect((await withToken('sluice_admin_demo')).err).toBe('')
  })

  it('is not sent over plain http to another machine, unless told so', async () => {
    const env = { SLUICE_URL: 'http://flags.example', SLUICE_TOKEN: 'sluice_token_secret' }
    const refused = await goes([], { env })
    expect([refused.exit, refused.requests]).toEqual([EXIT.usage, []])
    expect(refused.err).toContain('plain http')
    expect(refused.err).not.toContain('sluice_token_secret')
    expect((await goes(['--insecure'], { env })).requests).toHaveLength(1)
    for (const url of [
      'http://localhost:1',
      'http://127.9.9.9:1',
      'http://[::1]:1',
      'https://flags.example',
    ]) {
      expect((await goes([], { env: { ...env, SLUICE_URL: url } })).requests).toHaveLength(1)
    }
    for (const url of [
      'http://127.0.0.1.evil.example',
      'http://localhost.evil.example',
      'http://0x7f000001.example',
    ]) {
      expect((await goes([], { env: { ...env, SLUICE_URL: url } })).requests).toEqual([])
    }
  })

  it.each(['with space', 'new\nline: x', 'ünïcode', '\u0000', 'x'.repeat(2_000)])(
    'is refused when it is no token, unseen: %j',
    async (token) => {
      const { exit, out, err, requests } = await goes([], {
        env: { ...remote, SLUICE_TOKEN: token },
      })
      expect([exit, requests]).toEqual([EXIT.usage, []])
      expect(out + err).not.toContain(token)
    },
  )

  it('is not asked for by what needs no service', async () => {
    const env = { SLUICE_URL: 'http://flags.example', SLUICE_TOKEN: 'bad token' }
    expect((await runSluice(['validate', '--print-schema'], { env })).exit).toBe(EXIT.ok)
  })
})
