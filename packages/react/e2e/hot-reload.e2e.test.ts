import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { develop } from './dev-server.ts'

const treatment = (text: string, more = ''): string =>
  `export default function Treatment() { return <b>${text}</b> }\n${more}`

/** An app of one variant, with a state that only a full reload loses. */
const app = (cases: string, more = ''): string => `
  import { Gate, Override, Variant } from '@sluice/react'
  import { useState } from 'react'
  ${more}
  export function App() {
    const [count, setCount] = useState(0)
    return (
      <main>
        <button onClick={() => setCount(count + 1)}>{count}</button>
        <Variant flag="cta" cases={${cases}} />
      </main>
    )
  }`

const load = (file: string): string => `{ control: 'plain', urgent: () => import('./${file}') }`

const files = {
  'Urgent.tsx': treatment('urgent'),
  'Other.tsx': treatment('other'),
  'App.tsx': app(load('Urgent.tsx')),
}

const soon = { timeout: 5000 }

/** Reads what is drawn. */
const text = (page: Page) => (): Promise<string | null> => page.locator('main').textContent()

/** Changes the state, so that what is shown later tells whether the page was reloaded. */
async function count(page: Page): Promise<void> {
  await page.getByRole('button', { name: '0', exact: true }).click()
}

it('draws what is saved in the file of a lazy variant, also where that gives more than a component', async () => {
  await using opened = await develop({
    ...files,
    'Urgent.tsx': treatment('urgent', 'export const price = 5'),
  })
  const { page, save } = opened
  await expect.poll(text(page), soon).toBe('0urgent')
  await count(page)
  await save('Urgent.tsx', treatment('hurry', 'export const price = 5'))
  await expect.poll(text(page), soon).toBe('1hurry')
  // What is no component is news for whoever imports it, so the app is what is drawn anew.
  await save('Urgent.tsx', treatment('now', 'export const price = 6'))
  await expect.poll(text(page), soon).toBe('1now')
})

it.each([
  ['in place', load, () => ''],
  ['beside the component', () => 'cases', (file: string) => `const cases = ${load(file)}`],
])('draws what another file holds once cases %s load that', async (_, written, beside) => {
  const of = (file: string): string => app(written(file), beside(file))
  await using opened = await develop({ ...files, 'App.tsx': of('Urgent.tsx') })
  const { page, save } = opened
  await expect.poll(text(page), soon).toBe('0urgent')
  await count(page)
  await save('App.tsx', of('Other.tsx'))
  await expect.poll(text(page), soon).toBe('1other')
})

it('draws what another file holds once cases of a file of their own load that', async () => {
  const of = (file: string): string => `export const cases = ${load(file)}`
  await using opened = await develop({
    ...files,
    'App.tsx': app('cases', `import { cases } from './cases.ts'`),
    'cases.ts': of('Urgent.tsx'),
  })
  const { page, save } = opened
  await expect.poll(text(page), soon).toBe('0urgent')
  await count(page)
  await save('cases.ts', of('Other.tsx'))
  await expect.poll(text(page), soon).toBe('1other')
})

it('draws what another file holds once the children of a gate load that', async () => {
  const of = (file: string): string =>
    app(load('Urgent.tsx')).replace(
      /<Variant.*/,
      `<Override values={{ gate: true }}>
        <Gate flag="gate">{() => import('./${file}')}</Gate>
      </Override>`,
    )
  await using opened = await develop({ ...files, 'App.tsx': of('Urgent.tsx') })
  const { page, save } = opened
  await expect.poll(text(page), soon).toBe('0urgent')
  await count(page)
  await save('App.tsx', of('Other.tsx'))
  await expect.poll(text(page), soon).toBe('1other')
})

it('loads nothing anew, and keeps the state of what was loaded, where something else is saved', async () => {
  const counter = `
    import { useState } from 'react'
    export default function Treatment() {
      const [count, setCount] = useState(0)
      return <button onClick={() => setCount(count + 1)}>{'treatment ' + count}</button>
    }`
  const counted = app(load('Urgent.tsx').replace('() =>', '() => console.log("loads") ??'))
  await using opened = await develop({ ...files, 'Urgent.tsx': counter, 'App.tsx': counted })
  const { page, save, printed } = opened
  await expect.poll(text(page), soon).toBe('0treatment 0')
  await page.getByRole('button', { name: 'treatment 0' }).click()
  await count(page)
  await save('App.tsx', counted.replace('</main>', 'saved</main>'))
  await expect.poll(text(page), soon).toBe('1treatment 1saved')
  expect(printed.filter((line) => line === 'loads')).toHaveLength(1)
})

it('keeps what a component shows of a mount flag when the component itself is saved', async () => {
  const of = (word: string): string => `
    import { useVariant, Variant } from '@sluice/react'
    export function App() {
      const label = useVariant('cta', 'default')
      return <main>{label} <Variant flag="cta" cases={{ urgent: '${word}', calm: 'calm' }} /></main>
    }`
  await using opened = await develop({ ...files, 'App.tsx': of('hurry') })
  const { page, save } = opened
  await expect.poll(text(page), soon).toBe('urgent hurry')
  await page.evaluate('serve("calm")')
  await save('App.tsx', of('now'))
  await expect.poll(text(page), soon).toBe('urgent now')
})

it('ends the client of a module that is saved, where that says so', async () => {
  const provider = (words: string): string => `
    import { SluiceProvider, useGate } from '@sluice/react'
    import { createLocalClient } from '@sluice/client/local'
    const client = createLocalClient()
    ;(window.clients ??= []).push(client)
    import.meta.hot?.dispose(() => client.close())
    const Gate = () => useGate('cta') ? 'open' : '${words}'
    export const App = () => <SluiceProvider client={client}><main><Gate /></main></SluiceProvider>`
  await using opened = await develop({ 'App.tsx': provider('one') })
  const { page, save } = opened
  await expect.poll(text(page), soon).toBe('one')
  await save('App.tsx', provider('two'))
  await expect.poll(text(page), soon).toBe('two')
  const states = await page.evaluate(() =>
    (window as unknown as { clients: { status(): { state: string } }[] }).clients.map(
      (client) => client.status().state,
    ),
  )
  expect(states).toEqual(['closed', 'ready'])
})
