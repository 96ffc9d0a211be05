import { lazy, Suspense, useEffect, useState } from 'react'
import { takeEarlyKeys } from './early-keys.ts'

const load = async () => ({ default: (await import('./Palette.tsx')).Palette })

const Palette = lazy(load)

/** By then the page that somebody came for is there. */
const AHEAD_MS = 2_000

const IS_MAC = /Mac|iP(?:hone|ad)/.test(navigator.userAgent)

/** Opens the palette by a press or by mod+k; what it is made of is loaded then. */
export function PaletteButton({ environment }: { readonly environment: string | undefined }) {
  const [isOpen, setOpen] = useState(false)
  const [isWanted, setWanted] = useState(false)
  const [typed, setTyped] = useState('')
  const show = (open: boolean): void => {
    setOpen(open)
    setTyped('')
    if (open) setWanted(true)
  }
  useEffect(() => {
    // Ahead of need. Where that fails, opening says so.
    const timer = setTimeout(() => void load().catch(() => undefined), AHEAD_MS)
    return () => clearTimeout(timer)
  }, [])
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const hasMod = IS_MAC ? event.metaKey : event.ctrlKey
      if (!hasMod || event.altKey || event.shiftKey || event.key.toLowerCase() !== 'k') return
      // Browsers have a field of their own under this key.
      event.preventDefault()
      setWanted(true)
      setTyped('')
      setOpen((open) => !open)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  useEffect(() => (isOpen ? takeEarlyKeys(setTyped, () => setOpen(false)) : undefined), [isOpen])
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts={IS_MAC ? 'Meta+K' : 'Control+K'}
        onClick={() => show(true)}
      >
        Go to … <kbd aria-hidden="true">{IS_MAC ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {isWanted && (
        <Suspense fallback={isOpen && <Loading typed={typed} />}>
          <Palette
            environment={environment}
            isOpen={isOpen}
            onOpenChange={show}
            typed={typed}
            onType={setTyped}
          />
        </Suspense>
      )}
    </>
  )
}

/** Where the palette will be, with what was typed so far. */
function Loading({ typed }: { readonly typed: string }) {
  return (
    <div className="palette loading">
      <output>Opening …</output>
      {typed !== '' && <p>{typed}</p>}
    </div>
  )
}
