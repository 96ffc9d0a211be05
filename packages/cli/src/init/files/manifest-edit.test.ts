import { expect, it } from 'vitest'
import { addToManifest } from './manifest-edit.ts'

it('adds packages in their alphabetical place, scripts at the end, and keeps every other byte', () => {
  const text = `{
    "name":   "app",
    "files": ["dist", "src"],
    "scripts": { "dev": "vite" },
    "dependencies": {
        "@a/a": "1",
        "react": "^19.3.1"
    },
    "devDependencies": {}
}`
  expect(
    addToManifest(text, [
      ['scripts', { flags: 'sluice serve' }],
      ['dependencies', { '@sluice/client': '^1', '@sluice/react': '^1' }],
      ['devDependencies', { '@sluice/cli': '^1' }],
      ['overrides', { x: 'y' }],
    ]),
  ).toBe(`{
    "name":   "app",
    "files": ["dist", "src"],
    "scripts": { "dev": "vite", "flags": "sluice serve" },
    "dependencies": {
        "@a/a": "1",
        "@sluice/client": "^1",
        "@sluice/react": "^1",
        "react": "^19.3.1"
    },
    "devDependencies": {
        "@sluice/cli": "^1"
    },
    "overrides": {
        "x": "y"
    }
}`)
})

it('leaves alone what is there, and sections without anything to add', () => {
  const text = '{ "dependencies": { "react": "1" } }\n'
  expect(
    addToManifest(text, [
      ['dependencies', { react: '2' }],
      ['overrides', {}],
    ]),
  ).toBe(text)
})

it('keeps the line ends of Windows', () => {
  expect(addToManifest('{\r\n\t"a": 1\r\n}\r\n', [['scripts', { b: 'c' }]])).toBe(
    '{\r\n\t"a": 1,\r\n\t"scripts": {\r\n\t\t"b": "c"\r\n\t}\r\n}\r\n',
  )
})

it('keeps a byte order mark', () => {
  expect(addToManifest('\uFEFF{\n  "a": 1\n}\n', [['scripts', { b: 'c' }]])).toBe(
    '\uFEFF{\n  "a": 1,\n  "scripts": {\n    "b": "c"\n  }\n}\n',
  )
})
