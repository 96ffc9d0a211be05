import { expect, it } from 'vitest'
import { clearDifferences, outlineDifferences } from './differences.ts'

function page(html: string): Document {
  const made = document.implementation.createHTMLDocument()
  made.body.innerHTML = `<div id="storybook-root">${html}</div>`
  made.adoptedStyleSheets = []
  return made
}

function marked(first: string, other: string): string[] {
  const there = page(other)
  outlineDifferences(page(first), there)
  return [...there.querySelectorAll('[data-sluice-differs]')].map(({ tagName }) => tagName)
}

it('outlines nothing where all is the same', () => {
  expect(marked('<p class="a">x</p>', '<p class="a">x</p>')).toEqual([])
})

it('outlines the outermost element with another text, attribute or name', () => {
  expect(marked('<p><b>x</b><i>y</i></p>', '<p><b>x</b><i>z</i></p>')).toEqual(['I'])
  expect(marked('<p class="a"><b>x</b></p>', '<p class="b"><b>x</b></p>')).toEqual(['P'])
  expect(marked('<p>x</p>', '<div>x</div>')).toEqual(['DIV'])
})

it('outlines what is more, and what holds less', () => {
  expect(marked('<ul><li>a</li></ul>', '<ul><li>a</li><li>b</li></ul>')).toEqual(['LI'])
  expect(marked('<ul><li>a</li><li>b</li></ul>', '<ul><li>a</li></ul>')).toEqual(['UL'])
})

it('takes the outlines away', () => {
  const there = page('<p>y</p>')
  outlineDifferences(page('<p>x</p>'), there)
  clearDifferences(there)
  expect(there.querySelector('[data-sluice-differs]')).toBeNull()
})
