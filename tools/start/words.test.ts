import { expect, it } from 'vitest'
import { firstEdit } from './flags-file.ts'
import { readSettings } from './settings.ts'
import { nothingToServe, welcome, type Running } from './words.ts'

const running: Running = {
  shopUrl: 'http://127.0.0.1:4601',
  serviceUrl: 'http://127.0.0.1:4600',
  dataDir: '.sluice-data',
  loaded: false,
  flags: { version: 7, changed: [], faults: [] },
  edit: { line: 12, to: 'defaultVariant: kiln' },
}

it('says what to open and which line to change', () => {
  const said = welcome(running)
  expect(said).toContain('http://127.0.0.1:4601')
  expect(said).toContain('version 7, data in .sluice-data')
  expect(said).toContain(
    'Console   http://127.0.0.1:4600/  (sign in with the token sluice_admin_demo)',
  )
  expect(said).toContain('Rollout   http://127.0.0.1:4600/environments/development/rollouts')
  expect(said).toMatch(/flags\.yaml:12 +make it {2}defaultVariant: kiln/)
  expect(said).toContain('npx sluice events tail')
  expect(said).toContain('npm run storybook')
  expect(said).toContain('npx sluice drill apps/demo/rollout.yaml')
  expect(said).toContain('npx sluice rollback --to 7')
  expect(said).not.toContain('differs')
  expect(said).not.toContain('SLUICE_URL')
})

it('says what a push would change, and names at most four', () => {
  const changed = [
    'banner',
    'segment staff',
    'reviews',
    'express-pay',
    'checkout-cta',
    'hero-layout',
  ]
  const said = welcome({ ...running, flags: { version: 7, changed, faults: [] } })
  expect(said).toContain(
    'differs from version 7 of the service: banner, segment staff, reviews, express-pay and 2 more.',
  )
  expect(said).toContain('npx sluice push')
})

it('says what is wrong with a file that cannot be pushed', () => {
  const said = welcome({
    ...running,
    flags: { version: 7, changed: [], faults: ['flags.yaml:3:5 No such variant.', 'Two.'] },
  })
  expect(said).toContain('cannot be pushed as it is:')
  expect(said).toContain('flags.yaml:3:5 No such variant.')
  expect(said).toContain('Two.')
  expect(said).toContain('npx sluice validate')
})

it('names every fault, or the first ten, when there is nothing to serve', () => {
  const faults = Array.from({ length: 12 }, (_, index) => `flags.yaml:${index + 1}:1 Wrong.`)
  const said = nothingToServe(faults)
  expect(said).toContain('flags.yaml:10:1 Wrong.')
  expect(said).not.toContain('flags.yaml:11:1')
  expect(said).toContain('and 2 more')
  expect(said).toContain('npx sluice validate')
})

it('tells the command where the service is when that is not the usual place', () => {
  const said = welcome({ ...running, serviceUrl: 'http://127.0.0.1:4700' })
  expect(said).toContain('export SLUICE_URL=http://127.0.0.1:4700')
})

it('finds the line that says what to try', () => {
  expect(firstEdit('flags:\n  banner:\n    defaultVariant: plain # try kiln\n')).toEqual({
    line: 3,
    to: 'defaultVariant: kiln',
  })
  expect(firstEdit('flags: {}\n')).toBeUndefined()
})

it('reads ports and folder from the environment, and refuses what is no port', () => {
  expect(readSettings({}, '/repo')).toEqual({
    servicePort: 4600,
    shopPort: 4601,
    dataDir: '/repo/.sluice-data',
  })
  expect(readSettings({ SLUICE_PORT: '5000', SLUICE_DATA_DIR: '/data' }, '/repo')).toMatchObject({
    servicePort: 5000,
    dataDir: '/data',
  })
  for (const port of ['0', '65536', 'http', '-1', '1.5']) {
    expect(() => readSettings({ SLUICE_PORT: port }, '/repo')).toThrow(`SLUICE_PORT=${port}`)
  }
  expect(() => readSettings({ NODE_ENV: 'production' }, '/repo')).toThrow('unset NODE_ENV')
  expect(() => readSettings({ SLUICE_PORT: '4601' }, '/repo')).toThrow('choose two ports')
})
