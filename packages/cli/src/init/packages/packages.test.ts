import { writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { newApp } from '../../testing/new-app.ts'

/** An app beside a folder of tarballs, to which Sluice was added from there. */
async function withTarballs(files: Record<string, string>) {
  const app = await newApp('vite react-ts', files)
  const folder = join(app.folder, 'tarballs')
  await mkdir(folder)
  for (const name of ['client', 'react', 'cli', 'core', 'events', 'rollout', 'server', 'stats'])
    for (const version of ['0.9.0', '0.10.0', 'extra-1.0.0'])
      await writeFile(join(folder, `sluice-${name}-${version}.tgz`), '')
  const { err } = await app.init(['--yes', '--packages', 'tarballs'])
  expect(err).toBe('')
  const source = (name: string): string => `file:${folder}/sluice-${name}-0.10.0.tgz`
  const manifest = JSON.parse(await app.read('package.json')) as Record<string, object>
  return { app, source, manifest }
}

it('takes the newest packages from tarballs, also those that others ask for', async () => {
  const { source, manifest } = await withTarballs({})
  expect(manifest['dependencies']).toMatchObject({
    '@sluice/client': source('client'),
    '@sluice/react': source('react'),
  })
  expect(manifest['devDependencies']).toEqual({ '@sluice/cli': source('cli') })
  expect(manifest['overrides']).toEqual({
    '@sluice/client': source('client'),
    '@sluice/core': source('core'),
    '@sluice/events': source('events'),
    '@sluice/rollout': source('rollout'),
    '@sluice/server': source('server'),
    '@sluice/stats': source('stats'),
  })
})

it('tells yarn where it looks', async () => {
  const { manifest } = await withTarballs({ 'yarn.lock': '\n' })
  expect(Object.keys(manifest['resolutions'] ?? {})).toHaveLength(6)
  expect(manifest['overrides']).toBeUndefined()
})

it('tells pnpm where it looks, and keeps what stands there', async () => {
  const settings = '# ours\npackages: [] # none\noverrides:\n  left-pad: 1.0.0\n'
  const { app, source, manifest } = await withTarballs({
    'pnpm-lock.yaml': '\n',
    'pnpm-workspace.yaml': settings,
  })
  expect(manifest['overrides']).toBeUndefined()
  expect(await app.read('pnpm-workspace.yaml')).toBe(
    `# ours\npackages: [] # none\noverrides:\n  left-pad: 1.0.0\n  "@sluice/client": ${source('client')}\n  "@sluice/core": ${source('core')}\n  "@sluice/events": ${source('events')}\n  "@sluice/rollout": ${source('rollout')}\n  "@sluice/server": ${source('server')}\n  "@sluice/stats": ${source('stats')}\n`,
  )
})
