import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { drawChart } from './pictures/chart.ts'
import { pictures as drawn } from './pictures/pictures.ts'

const FOLDER = new URL('../../../docs/statistics/', import.meta.url)
const pictures = readdirSync(FOLDER).filter((name) => name.endsWith('.svg'))

/** What is left of a picture without its tags: a sign of XML among it breaks the picture. */
function textsOf(svg: string): string {
  return svg.replaceAll(/<[a-z/][^<>]*>/g, '')
}

it.each(pictures)('%s has no sign of XML among its words', (name) => {
  const svg = readFileSync(new URL(name, FOLDER), 'utf8')
  expect(textsOf(svg)).not.toMatch(/[<>]|&(?!amp;|lt;|quot;)/)
})

it('draws words as they are', () => {
  const axis = { label: 'p & q', from: 0, to: 1, ticks: [] }
  const at = [0, 0] as const
  const svg = drawChart({
    description: 'a "name"',
    x: axis,
    y: axis,
    marks: [{ kind: 'label', at, text: 'p < 0.001', colour: '#000' }],
  })
  expect(svg).toContain('>p &lt; 0.001<')
  expect(svg).toContain('aria-label="a &quot;name&quot;"')
  expect(svg).toContain('>p &amp; q<')
})

it('shows every picture that is drawn on the page, each with what it says', () => {
  const page = readFileSync(new URL('../statistics.md', FOLDER), 'utf8')
  const shown = [...page.matchAll(/!\[([^\]]+)\]\(statistics\/([^)]+)\)/g)]
  const names = Object.keys(drawn).toSorted()
  expect(shown.map(([, , name = '']) => name).toSorted()).toEqual(names)
  expect(pictures.toSorted()).toEqual(names)
  for (const [, caption = ''] of shown) expect(caption.length).toBeGreaterThan(20)
})

it.each(['pooling.svg', 'blocked.svg', 'segments.svg', 'canary.svg'])(
  'draws %s again, to the byte',
  (name) => {
    expect(drawn[name]?.()).toBe(readFileSync(new URL(name, FOLDER), 'utf8'))
  },
)
