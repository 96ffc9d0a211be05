import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXIT } from '../exit-codes.ts'
import { runSluice } from '../testing/run-sluice.ts'
import { SHOP, testBench, testFolder } from '../testing/test-service.ts'

async function workspace() {
  const { folder, read, write } = await testFolder()
  await write('flags.yaml', SHOP)
  return {
    folder,
    read,
    write,
    types: async (...argv: string[]) => runSluice(['types', ...argv], { cwd: folder }),
  }
}

describe('sluice types', () => {
  it('writes the types of a file, and makes the folder for them', async () => {
    const { types, read } = await workspace()
    const { exit, out } = await types()
    expect([exit, out]).toEqual([EXIT.ok, 'Wrote src/sluice.d.ts.\n'])
    expect(await read('src/sluice.d.ts')).toContain(
      "'checkout-cta': { type: string; variants: 'control' | 'urgent' }",
    )
  })

  it('leaves a file alone that is up to date, so that nobody rebuilds for nothing', async () => {
    const { types, folder } = await workspace()
    await types('--out', 'types.d.ts')
    const before = await stat(join(folder, 'types.d.ts'), { bigint: true })
    const { out } = await types('--out', 'types.d.ts')
    expect(out).toBe('types.d.ts is up to date.\n')
    expect((await stat(join(folder, 'types.d.ts'), { bigint: true })).mtimeNs).toBe(before.mtimeNs)
  })

  it('only compares with --check', async () => {
    const { types, read, write } = await workspace()
    const missing = await types('--check')
    expect([missing.exit, missing.err]).toEqual([
      EXIT.failed,
      expect.stringContaining('Run "sluice types" and commit the result.'),
    ])
    await expect(read('src/sluice.d.ts')).rejects.toThrow('ENOENT')
    await types()
    expect((await types('--check')).exit).toBe(EXIT.ok)
    await write('src/sluice.d.ts', (await read('src/sluice.d.ts')).replaceAll('\n', '\r\n'))
    expect((await types('--check')).exit).toBe(EXIT.ok)
    await write('flags.yaml', SHOP.replace('urgent:', 'pressing:'))
    expect((await types('--check')).exit).toBe(EXIT.failed)
  })

  it('writes a manifest for devtools: names and variants, and no rule', async () => {
    const { types, read, write } = await workspace()
    const argv = ['--manifest', 'src/sluice.manifest.json']
    const { out } = await types(...argv)
    expect(out).toBe('Wrote src/sluice.d.ts.\nWrote src/sluice.manifest.json.\n')
    const text = await read('src/sluice.manifest.json')
    expect(JSON.parse(text)).toMatchObject({
      flags: { 'checkout-cta': { type: 'string', variants: { urgent: { value: 'Only 2 left' } } } },
    })
    expect(text).not.toMatch(/rules|salt|segment/)
    expect((await types(...argv, '--check')).exit).toBe(EXIT.ok)
    await write('src/sluice.manifest.json', '{}')
    expect(await types(...argv, '--check')).toMatchObject({ exit: EXIT.failed })
  })

  it('writes nothing for a file with faults', async () => {
    const { types, read, write } = await workspace()
    await write('flags.yaml', 'flags: 1')
    expect((await types()).exit).toBe(EXIT.invalid)
    await expect(read('src/sluice.d.ts')).rejects.toThrow('ENOENT')
  })

  it.each([
    ['src/sluice.ts', [], 'TypeScript reads src/sluice.ts in its place'],
    ['src/sluice.tsx', ['--check'], 'TypeScript reads src/sluice.tsx in its place'],
    ['src/sluice.js', [], 'TypeScript reads it in place of src/sluice.js'],
  ])('refuses a place that %s hides, and proposes another', async (module, argv, why) => {
    const { folder, types, read, write } = await workspace()
    await mkdir(join(folder, 'src'))
    await write(module, 'export const client = 1\n')
    const { exit, err } = await types(...argv)
    expect(exit).toBe(EXIT.failed)
    expect(err).toContain(`src/sluice.d.ts is no place for types, because ${why}.`)
    expect(err).toContain('or with --out, such as src/sluice-types.d.ts.')
    await expect(read('src/sluice.d.ts')).rejects.toThrow('ENOENT')
    const other = await types('--out', 'src/sluice-types.d.ts')
    expect([other.exit, other.out]).toEqual([EXIT.ok, 'Wrote src/sluice-types.d.ts.\n'])
  })

  it('knows declarations of modules of one kind by their endings', async () => {
    const { types, write } = await workspace()
    await write('flags.mts', '')
    expect((await types('--out', 'flags.d.ts')).exit).toBe(EXIT.ok)
    const { exit, err } = await types('--out', 'flags.d.mts')
    expect([exit, err]).toEqual([EXIT.failed, expect.stringContaining('such as flags-types.d.mts')])
  })

  it('writes the same from the service as from the file', async () => {
    const { sluice, read } = await testBench()
    await sluice(['types', '--out', 'a.d.ts'])
    await sluice(['types', '--from-service', '--out', 'b.d.ts'])
    expect(await read('b.d.ts')).toBe(await read('a.d.ts'))
  })
})
