import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { EXIT } from './exit-codes.ts'
import { runSluice } from './testing/run-sluice.ts'
import { spawnSluice } from './testing/spawn-sluice.ts'
import { testFolder } from './testing/test-service.ts'

const page = await readFile(new URL('../../../docs/deploying.md', import.meta.url), 'utf8')
const containerfile = await readFile(
  new URL('../../../docs/deploying/Containerfile', import.meta.url),
  'utf8',
)

/** The lines of the page that start `sluice`, as they are written. */
const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)]
  .flatMap(([, block = '']) => block.trim().split('\n'))
  .filter((line) => line.startsWith('sluice '))

/** The same for those that run it in a container. */
const containerCommands = page.match(/^podman .*$/gm) ?? []

/** Splits a line as a shell does, as far as the page needs it. */
function words(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''))
}

/** The first cells of the rows of a section's table, without their backticks. */
function firstCells(heading: string): string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? ''
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name)
}

/** A production service with an admin token, in a folder that stands for the root of the machine. */
async function production(folder: string, env: Record<string, string> = {}) {
  const service = spawnSluice(['serve', '--port', '0'], folder, {
    NODE_ENV: 'production',
    SLUICE_DATA_DIR: join(folder, 'var/lib/sluice'),
    SLUICE_PUBLIC_URL: 'https://gates.example',
    ...env,
  })
  await service.prints('production, data in')
  const said = service.err()
  return {
    service,
    url: /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? '',
    token: /sluice_token_\S+/.exec(said)?.[0] ?? '',
  }
}

describe('the page on deploying', () => {
  it('has commands that all work, in the order in which they are needed', async () => {
    const { folder } = await testFolder()
    const first = await production(folder)
    const at = (line: string): string[] =>
      words(line.replaceAll('$(date +%F)', 'today'))
        .slice(1)
        .map((word) => word.replace(/^\/(?=var|backup)/, `${folder}/`))
    const run = async (start: string, url: string) => {
      const lines = commands.filter((line) => line.startsWith(`sluice ${start}`))
      expect(lines).not.toEqual([])
      for (const line of lines) {
        const env = { SLUICE_URL: url, SLUICE_TOKEN: first.token }
        const { exit, err } = await runSluice(at(line), { cwd: folder, env })
        expect([line, exit, err]).toEqual([line, EXIT.ok, ''])
      }
    }
    await run('environments', first.url)
    await run('keys', first.url)
    const made = await runSluice(
      ['flags', 'create', 'new-checkout', '-e', 'production', '-r', 'A first flag'],
      { cwd: folder, env: { SLUICE_URL: first.url, SLUICE_TOKEN: first.token } },
    )
    expect([made.exit, made.err]).toEqual([EXIT.ok, ''])
    await run('kill', first.url)
    await run('backup', first.url)
    first.service.child.kill('SIGTERM')
    expect(await first.service.ended).toBe(EXIT.ok)
    await rename(join(folder, 'var/lib/sluice'), join(folder, 'var/lib/aside'))
    await run('restore', first.url)
    const second = await production(folder)
    expect(second.token).toBe('')
    const env = { SLUICE_URL: second.url, SLUICE_TOKEN: first.token }
    expect((await runSluice(['audit', 'verify'], { env })).exit).toBe(EXIT.ok)
    const { out } = await runSluice(['explain', 'new-checkout', '-e', 'production'], { env })
    expect(out).toContain('The flag is off.')
  })

  it('names every metric that there is, and no other', async () => {
    const { folder } = await testFolder()
    const { url, token } = await production(folder)
    expect((await fetch(`${url}/metrics`)).status).toBe(401)
    const answer = await fetch(`${url}/metrics`, { headers: { Authorization: `Bearer ${token}` } })
    const names = [...(await answer.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name)
    const told = firstCells('What to watch').filter((name) =>
      /^(sluice|process|nodejs)_/.test(name),
    )
    expect(new Set(told)).toEqual(new Set(names))
  })

  it('names options and variables that there are', async () => {
    const { folder } = await testFolder()
    const rows = [...page.matchAll(/^\| `(SLUICE_\w+)` +\| (?:`(--[\w-]+)`)?/gm)]
    expect(rows.length).toBeGreaterThan(5)
    const { out } = await runSluice(['serve', '--help'], { cwd: folder })
    for (const [, variable = '', option] of rows) {
      if (option === undefined) continue
      expect(out).toContain(option)
      expect(out.replaceAll(/\s+/g, ' ')).toContain(variable)
    }
  })

  it('tells of refusals by codes that the service has', async () => {
    const codes = firstCells('It does not start')
    expect(codes.length).toBeGreaterThan(5)
    const sources = await promisify(execFile)(
      'grep',
      ['-rhoE', "'[A-Z]+(_[A-Z]+)+'", '--include=*.ts', '--exclude=*.test.ts', '.'],
      { cwd: new URL('../../server/src', import.meta.url), maxBuffer: 16 * 1024 * 1024 },
    )
    const known = new Set(sources.stdout.split('\n'))
    expect(codes.filter((code) => !known.has(`'${code}'`))).toEqual([])
  })
})

describe('the Containerfile', () => {
  const instruction = (name: string): string =>
    new RegExp(`^${name} (.*)$`, 'm').exec(containerfile)?.[1] ?? ''

  it('starts, says that it is well, keeps its data where it says, and stops', async () => {
    const { folder } = await testFolder()
    await mkdir(join(folder, 'data'), { mode: 0o700 })
    const env = Object.fromEntries(
      instruction('ENV')
        .split(' ')
        .map((pair) => pair.split('=') as [string, string]),
    )
    expect(env['SLUICE_DATA_DIR']).toBe(instruction('VOLUME'))
    expect(env['SLUICE_PORT']).toBe(instruction('EXPOSE'))
    expect(JSON.parse(instruction('ENTRYPOINT'))).toEqual(['sluice'])
    // Inside of a container every address is its own; here only loopback is ours.
    const own = {
      SLUICE_HOST: '127.0.0.1',
      SLUICE_PORT: '0',
      SLUICE_DATA_DIR: join(folder, 'data'),
    }
    const service = spawnSluice(JSON.parse(instruction('CMD')) as string[], folder, {
      ...env,
      ...own,
    })
    await service.prints('production, data in')
    const port = /127\.0\.0\.1:(\d+)/.exec(service.err())?.[1] ?? ''
    const [node = '', ...check] = JSON.parse(
      /CMD (\[.*\])$/.exec(instruction('HEALTHCHECK'))?.[1] ?? '[]',
    ) as string[]
    expect(node).toBe('node')
    const healthy = async (): Promise<number> => {
      const child = execFile(process.execPath, check, { env: { SLUICE_PORT: port } })
      return ((await once(child, 'exit')) as [number])[0]
    }
    expect(await healthy()).toBe(0)
    service.child.kill(instruction('STOPSIGNAL') as NodeJS.Signals)
    expect(await service.ended).toBe(EXIT.ok)
    expect(await healthy()).toBe(1)
  })

  it('is started, backed up and restored by the commands of the page, each volume a folder', async () => {
    const { folder } = await testFolder()
    let service: Awaited<ReturnType<typeof production>> | undefined
    let paths: [inside: string, outside: string][] = []
    const tokens: string[] = []
    const exits: unknown[] = []
    const outside = (word: string): string =>
      paths.reduce(
        (text, [inside, path]) =>
          text === inside || text.startsWith(`${inside}/`)
            ? path + text.slice(inside.length)
            : text,
        word,
      )
    const sluice = async (given: readonly string[]): Promise<void> => {
      const env = { SLUICE_DATA_DIR: outside('/data') }
      const { exit, err } = await runSluice(given.map(outside), { cwd: folder, env })
      expect([given, exit, err]).toEqual([given, EXIT.ok, ''])
    }
    const run = async (given: readonly string[]): Promise<void> => {
      paths = []
      for (const [index, word] of given.entries()) {
        if (word !== '-v') continue
        const [volume = '', inside = ''] = given[index + 1]?.split(':') ?? []
        expect(containerfile).toMatch(new RegExp(`mkdir .*${inside}\\b.*chown .*${inside}\\b`))
        paths.push([inside, join(folder, volume)])
        await mkdir(join(folder, volume), { recursive: true })
      }
      const command = given.slice(given.lastIndexOf('sluice') + 1)
      if (command.length > 0) return sluice(command)
      service = await production(folder, { SLUICE_DATA_DIR: outside('/data') })
      tokens.push(service.token)
    }
    for (const line of containerCommands) {
      const [action, ...given] = words(line).slice(1)
      if (action === 'run') await run(given)
      if (action === 'exec') await sluice(given.slice(2))
      if (action === 'stop') {
        service?.service.child.kill('SIGTERM')
        exits.push(await service?.service.ended)
      }
    }
    expect(exits).toEqual([EXIT.ok])
    expect(tokens).toEqual([expect.stringContaining('sluice_token_'), ''])
    const env = { SLUICE_URL: service?.url ?? '', SLUICE_TOKEN: tokens[0] ?? '' }
    const { out } = await runSluice(['audit', 'verify'], { env })
    expect(out).toContain('The audit log is whole')
  })
})
