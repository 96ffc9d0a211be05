import { expect, it, onTestFinished } from 'vitest'
import { recordVitals } from '../vitals.ts'
import type { VitalsClient } from '../vitals.ts'

it('measures a page in a browser, and tells of it when the page is left', async () => {
  const told = new Map<string, number | undefined>()
  const client: VitalsClient = {
    track: (name, outcome) => void told.set(name, outcome?.value),
    onChange: () => () => {},
    exposures: () => [],
  }
  const stop = recordVitals(client)
  onTestFinished(stop)
  const text = document.createElement('h1')
  text.textContent = 'A large heading that is painted'
  document.body.append(text)
  await frames(3)
  const above = document.createElement('div')
  above.style.height = '200px'
  document.body.prepend(above)
  await frames(3)
  const until = performance.now() + 120
  while (performance.now() < until);
  await frames(3)
  await new Promise((done) => setTimeout(done, 100))
  dispatchEvent(new Event('pagehide'))
  expect([...told.keys()]).toEqual(
    expect.arrayContaining(['web-vital.lcp', 'web-vital.cls', 'web-vital.long_task']),
  )
  expect(told.get('web-vital.cls')).toBeGreaterThan(0)
  expect(told.get('web-vital.long_task')).toBeGreaterThan(20)
})

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame)
}
