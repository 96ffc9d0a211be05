import { expect, it, onTestFinished } from 'vitest'
import { userEvent } from 'vitest/browser'
import { createLocalClient } from '../local.ts'
import { recordVitals } from '../vitals.ts'

it('measures a page in a browser, and puts what a gate did down to the gate', async () => {
  const told = new Map<string, number | undefined>()
  const local = createLocalClient({ values: { banner: false, quiet: false } })
  local.expose(local.peek('banner', false))
  const stop = recordVitals({
    track: (name, outcome) => void told.set(name, outcome?.value),
    onChange: local.onChange,
    exposures: local.exposures,
  })
  onTestFinished(stop)
  const text = document.createElement('h1')
  text.textContent = 'A large heading that is painted'
  const button = document.createElement('button')
  button.textContent = 'Order'
  button.addEventListener('click', () => busyFor(90))
  document.body.append(text, button)
  await frames(3)

  // Longer than a shift is put down to a change.
  insertAbove(200)
  await frames(3)
  await pause(600)
  const changedAt = performance.now()
  local.update({ values: { banner: true, quiet: true } })
  insertAbove(120)
  await frames(3)
  busyFor(120)
  await frames(3)
  // What moves just after somebody did something is what they wanted.
  await userEvent.click(button)
  insertAbove(300)
  await frames(3)
  await pause(150)
  dispatchEvent(new Event('pagehide'))

  expect([...told.keys()].toSorted()).toEqual([
    'web-vital.cls',
    'web-vital.gate_shift.banner',
    'web-vital.inp',
    'web-vital.late_value.banner',
    'web-vital.lcp',
    'web-vital.long_task',
  ])
  const value = (name: string): number => told.get(`web-vital.${name}`) ?? NaN
  expect(value('lcp')).toBeLessThan(changedAt)
  expect(value('late_value.banner')).toBeGreaterThanOrEqual(Math.floor(changedAt))
  // The first push was before any gate changed, and counts for the page alone.
  expect(value('gate_shift.banner')).toBeGreaterThan(0)
  expect(value('cls')).toBeGreaterThan(value('gate_shift.banner'))
  // Two tasks of 120 ms and 90 ms, each of them less 50.
  expect(value('long_task')).toBeGreaterThan(90)
  expect(value('inp')).toBeGreaterThanOrEqual(88)
})

/** Pushes down all that is there. */
function insertAbove(pixels: number): void {
  const above = document.createElement('div')
  above.style.height = `${pixels}px`
  document.body.prepend(above)
}

function busyFor(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}

async function frames(count: number): Promise<void> {
  for (let frame = 0; frame < count; frame++) await new Promise(requestAnimationFrame)
}
