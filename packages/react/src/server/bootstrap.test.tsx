import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { flag } from '../../test/service.ts'
import { readBootstrap } from '../index.ts'
import { bootstrapHtml, SluiceBootstrap } from './index.ts'

const HOSTILE = '</script><script>alert(1)</script><!-- \u2028\u2029 & "\' \\u003c'

const bootstrap = {
  flags: [flag('cta', HOSTILE, 'urgent')],
  version: 3,
  epoch: 'one',
  context: { targetingKey: HOSTILE, anonymousKey: 'anon', nested: { '</': [HOSTILE] } },
}

beforeEach(() => document.body.replaceChildren())
afterEach(() => document.body.replaceChildren())

it.each([
  ['as an element of React', renderToStaticMarkup(<SluiceBootstrap flags={{ bootstrap }} />)],
  ['as HTML', bootstrapHtml({ bootstrap })],
])('comes through a page whole, %s', (_, html) => {
  expect(html.match(/<\/?script/g)).toEqual(['<script', '</script'])
  expect(html).not.toMatch(/<!--|\u2028|\u2029/)
  document.body.innerHTML = html
  expect(document.scripts).toHaveLength(1)
  expect(readBootstrap()).toEqual(bootstrap)
  expect(readBootstrap()).toBe(readBootstrap())
})

it('carries the nonce of the page', () => {
  const flags = { bootstrap }
  expect(renderToStaticMarkup(<SluiceBootstrap flags={flags} nonce="r4nd0m" />)).toContain(
    'nonce="r4nd0m"',
  )
  expect(bootstrapHtml(flags, '"><x')).toContain('nonce="&quot;>&lt;x"')
})

it('preloads the code of what this request is served, once, and nothing else', () => {
  const flags = { bootstrap: { flags: [flag('cta', 'Now', 'urgent'), flag('hero', 'b', 'b')] } }
  const modules = {
    cta: { urgent: ['/assets/Urgent.js', '/assets/shared.js'], control: '/assets/Plain.js' },
    hero: { b: '/assets/shared.js' },
    other: { on: '/assets/Other.js' },
    toString: { constructor: '/assets/No.js' },
  }
  const html = bootstrapHtml(flags, 'r4nd0m', modules)
  document.body.innerHTML = html
  const links = [...document.querySelectorAll('link[rel="modulepreload"]')]
  expect(links.map((link) => link.getAttribute('href'))).toEqual([
    '/assets/Urgent.js',
    '/assets/shared.js',
  ])
  expect(links[0]?.getAttribute('nonce')).toBe('r4nd0m')
  expect(readBootstrap()).toEqual(flags.bootstrap)
  const drawn = renderToStaticMarkup(<SluiceBootstrap flags={flags} modules={modules} />)
  expect(drawn.match(/modulepreload/g)).toHaveLength(2)
  expect(bootstrapHtml(flags, undefined, { cta: { urgent: '"><script>' } })).toContain(
    'href="&quot;>&lt;script>"',
  )
})

it('is absent where there is none, and where it was cut off on the way', () => {
  expect(readBootstrap()).toBeUndefined()
  document.body.innerHTML = bootstrapHtml({ bootstrap }).replace('"version"', '')
  expect(readBootstrap()).toBeUndefined()
})
