import { describe, expect, it } from 'vitest'
import type { Wiring } from './wire-entry.ts'
import { wireEntry } from './wire-entry.ts'

const ROOT: Wiring = {
  kind: 'root',
  provider: { name: 'Flags', file: 'sluice-provider.tsx' },
  first: { name: 'FirstGate', file: 'FirstGate.tsx' },
}
const LAYOUT: Wiring = { ...ROOT, kind: 'layout' }

const CLIENT = `import { createRoot } from 'react-dom/client'\n`

/** The text after the wiring, or why there is none. */
function wired(text: string, wiring: Wiring = ROOT, name = 'main.tsx'): string {
  const result = wireEntry(text, name, wiring)
  return 'text' in result ? result.text : 'unsure' in result ? result.unsure : 'done'
}

/** What is drawn after the wiring, without the imports. */
function drawn(code: string, imports = CLIENT): string {
  const text = wired(imports + code)
  return text.replaceAll(/^import .*\n/gm, '')
}

describe('a root', () => {
  it('gets the provider inside of StrictMode', () => {
    expect(
      drawn(`createRoot(document.body).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
`),
    ).toBe(`createRoot(document.body).render(
  <StrictMode>
    <Flags>
      <FirstGate />
      <App />
    </Flags>
  </StrictMode>,
)
`)
  })

  it('gets it around everything else, over as many lines as that has', () => {
    expect(
      drawn(`const root = createRoot(document.body)
root.render(
  <Router
    future={{ a: true }}
  >
    <App />
  </Router>
)
`),
    ).toBe(`const root = createRoot(document.body)
root.render(
  <Flags>
    <FirstGate />
    <Router
      future={{ a: true }}
    >
      <App />
    </Router>
  </Flags>
)
`)
  })

  it('is opened up when it was on one line', () => {
    expect(drawn('createRoot(document.body).render(<App />)\n')).toBe(
      `createRoot(document.body).render(
  <Flags>
    <FirstGate />
    <App />
  </Flags>,
)
`,
    )
    expect(drawn('createRoot(x).render(<StrictMode><App /></StrictMode>)\n')).toBe(
      `createRoot(x).render(<StrictMode>
  <Flags>
    <FirstGate />
    <App />
  </Flags>
</StrictMode>)
`,
    )
  })

  it.each([
    ['import ReactDOM from "react-dom/client"\n', 'ReactDOM.createRoot(x).render(<App />)'],
    ['import * as Dom from "react-dom/client"\n', 'Dom.createRoot(x).render((<App />))'],
    [
      'import { createRoot as make } from "react-dom/client"\n',
      'const r = make(x); r.render(<App />)',
    ],
    ['import { hydrateRoot } from "react-dom/client"\n', 'hydrateRoot(document, <App />)'],
    [CLIENT, 'if (el) { createRoot(el).render(<><App /></>) }'],
  ])('is found by what is imported: %s', (imports, code) => {
    expect(drawn(code, imports)).toMatch(/<Flags>\s*<FirstGate \/>\s*(<>)?<App \/>/)
  })

  it.each([
    ['render(<App />, root)\n', 'no createRoot(…).render(…) was found in it'],
    ['other.createRoot(x).render(<App />)', 'no createRoot(…).render(…) was found in it'],
    ['createRoot(x).render(app)', 'what its root draws is not written as JSX'],
    ['createRoot(x).render(on ? <A /> : <B />)', 'what its root draws is not written as JSX'],
    ['createRoot(x).render(<A />)\ncreateRoot(y).render(<B />)', 'it draws more than one root'],
    ['const Flags = 1\ncreateRoot(x).render(<A />)', 'it has a Flags of its own'],
    ['createRoot(x).render(<FirstGate />)', 'it has a FirstGate of its own'],
    ['createRoot(x).render(<App>)', 'it could not be parsed'],
  ])('is left alone when nothing is certain: %s', (code, unsure) => {
    expect(wired(CLIENT + code)).toBe(unsure)
  })

  it('is left alone when it has a provider', () => {
    const root = (name: string): string => `createRoot(x).render(<${name}><App /></${name}>)\n`
    for (const from of ['./sluice-provider', './sluice-provider.tsx', '@/sluice-provider'])
      expect(wired(`import { Flags } from '${from}'\n${CLIENT}${root('Flags')}`)).toBe('done')
    const own = `import { SluiceProvider as Own } from '@sluice/react'\n`
    expect(wired(own + CLIENT + root('Own'))).toBe('done')
  })

  it('gets one when it takes something else of Sluice, or draws no provider', () => {
    const gate = `import { Gate } from '@sluice/react'\n`
    expect(wired(`${gate}${CLIENT}createRoot(x).render(<Gate flag="x" />)\n`)).toContain('<Flags>')
    const unused = `import { SluiceProvider } from '@sluice/react'\n`
    expect(wired(`${unused}${CLIENT}createRoot(x).render(<App />)\n`)).toContain('<Flags>')
  })
})

describe('a layout', () => {
  const layout = (body: string, head = ''): string =>
    `${head}export default function Layout({ children }: { children: React.ReactNode }) {
  return (
    <html>
      ${body}
    </html>
  )
}
`

  it('gets the provider around its children', () => {
    expect(wired(layout('<body>{children}</body>'), LAYOUT, 'layout.tsx')).toBe(
      layout(
        `<body>
        <Flags>
          <FirstGate />
          {children}
        </Flags>
      </body>`,
        `import { FirstGate } from './FirstGate'\nimport { Flags } from './sluice-provider'\n\n`,
      ),
    )
  })

  it('keeps text on the same line as it is, where white space counts', () => {
    expect(wired(layout('<body>Hello {children}!</body>'), LAYOUT, 'layout.tsx')).toContain(
      '<body>Hello <Flags><FirstGate />{children}</Flags>!</body>',
    )
  })

  const slots = (body: string): string =>
    layout(body).replace(
      '({ children }: { children: React.ReactNode })',
      '({ children, modal, params })',
    )

  it('gets it around the slots that are drawn beside them', () => {
    const text = wired(
      slots(`<body>
        <Header />
        {children}
        {modal}
      </body>`),
      LAYOUT,
      'layout.tsx',
    )
    expect(text).toContain(`<body>
        <Header />
        <Flags>
          <FirstGate />
          {children}
          {modal}
        </Flags>
      </body>`)
    expect(wired(slots('<body>{modal}{children}</body>'), LAYOUT, 'layout.tsx')).toMatch(
      /<Flags>\s*<FirstGate \/>\s*\{modal\}\{children\}\s*<\/Flags>/,
    )
  })

  it.each([
    [
      slots('<body><main>{children}</main>{modal}</body>'),
      'the provider has to go around {children} and {modal}',
    ],
    [
      slots('<body>{children}<hr />{modal}</body>'),
      'the provider has to go around {children} and {modal}',
    ],
    [layout('<body />'), 'it does not draw {children}'],
    [layout('<body><Slot draw={children} /></body>'), 'it does not draw {children}'],
    [
      layout('<body>{children}<div>{children}</div></body>'),
      'it draws {children} in more than one place',
    ],
  ])('is left alone when nothing is certain', (text, unsure) => {
    expect(wired(text, LAYOUT, 'layout.tsx')).toBe(unsure)
  })

  it('takes props.children too, and leaves the directive first', () => {
    const text = `'use client'\nexport default (props) => <body>{props.children}</body>\n`
    expect(wired(text, LAYOUT, 'layout.js')).toBe(`'use client'

import { FirstGate } from './FirstGate'
import { Flags } from './sluice-provider'
export default (props) => <body>
  <Flags>
    <FirstGate />
    {props.children}
  </Flags>
</body>
`)
  })
})

describe('everything else', () => {
  it('stays: line ends, tabs, quotes, semicolons, endings of imports, comments', () => {
    const text = [
      '/* first */',
      'import { createRoot } from "react-dom/client"; // why',
      'import { App } from "./App.tsx"; /* the app */',
      '',
      'createRoot(document.body).render(',
      '\t// the whole app',
      '\t<App />, // here',
      ');',
      '',
    ].join('\r\n')
    expect(wired(text)).toBe(
      [
        '/* first */',
        'import { createRoot } from "react-dom/client"; // why',
        'import { App } from "./App.tsx"; /* the app */',
        'import { FirstGate } from "./FirstGate.tsx";',
        'import { Flags } from "./sluice-provider.tsx";',
        '',
        'createRoot(document.body).render(',
        '\t// the whole app',
        '\t<Flags>',
        '\t\t<FirstGate />',
        '\t\t<App />',
        '\t</Flags>, // here',
        ');',
        '',
      ].join('\r\n'),
    )
  })

  it('stays, also the lines of a text that is moved to the right', () => {
    const code = 'createRoot(x).render(\n  <App\n    a={`\n  b`}\n    c="\n  d"\n  />\n)\n'
    expect(drawn(code)).toContain('    <App\n      a={`\n  b`}\n      c="\n  d"\n    />\n')
  })

  it('is read as JavaScript or TypeScript by its name', () => {
    const code = `${CLIENT}createRoot(x as Element).render(<App />)\n`
    expect(wired(code)).toContain('<Flags>')
    expect(wired(code, ROOT, 'main.jsx')).toBe('it could not be parsed')
  })
})
