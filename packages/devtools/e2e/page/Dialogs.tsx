import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import * as RadixDialog from '@radix-ui/react-dialog'
import { Gate } from '@sluice/react'
import { FocusTrap } from 'focus-trap-react'
import { useEffect, useRef, useState, type ReactNode } from 'react'

/** What a dialog has in it: a field, and a gate that somebody wants to see both ways. */
function Content(): ReactNode {
  return (
    <>
      <input aria-label="In the dialog" id="in-dialog" />
      <button type="button">Next</button>
      <Gate flag="banner" fallback={<p id="in-gate">Old words</p>}>
        <p id="in-gate">New words</p>
      </Gate>
    </>
  )
}

function Radix(): ReactNode {
  return (
    <RadixDialog.Root defaultOpen>
      <RadixDialog.Portal>
        <RadixDialog.Overlay />
        <RadixDialog.Content aria-describedby={undefined}>
          <RadixDialog.Title>A dialog</RadixDialog.Title>
          <Content />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

function Base(): ReactNode {
  return (
    <BaseDialog.Root defaultOpen>
      <BaseDialog.Portal>
        <BaseDialog.Popup>
          <BaseDialog.Title>A dialog</BaseDialog.Title>
          <Content />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

function Trap(): ReactNode {
  const [isOpen, setOpen] = useState(true)
  return (
    isOpen && (
      <FocusTrap
        focusTrapOptions={{
          clickOutsideDeactivates() {
            setOpen(false)
            return true
          },
        }}
      >
        <div className="dialog">
          <Content />
        </div>
      </FocusTrap>
    )
  )
}

/**
 * As those do it that make all else inert, and focus by the window. Of two who listen there the
 * first is asked first, so it opens when the page is told to.
 */
function Inert(): ReactNode {
  const dialog = useRef<HTMLDivElement>(null)
  const [isOpen, setOpen] = useState(false)
  useEffect(() => void Object.assign(window, { openDialog: () => setOpen(true) }), [])
  useEffect(() => {
    const { current } = dialog
    if (!current || !isOpen) return undefined
    document.body.append(current)
    const others = [...document.body.children].filter((element) => element !== current)
    for (const other of others) {
      other.setAttribute('inert', '')
      other.setAttribute('aria-hidden', 'true')
    }
    const field = current.querySelector<HTMLElement>('input')
    field?.focus()
    const keep = ({ target }: Event): void => {
      if (target instanceof Node && !current.contains(target)) field?.focus()
    }
    const press = ({ target }: Event): void => {
      if (target instanceof Node && !current.contains(target)) setOpen(false)
    }
    window.addEventListener('focus', keep, true)
    document.addEventListener('pointerdown', press, true)
    return () => {
      window.removeEventListener('focus', keep, true)
      document.removeEventListener('pointerdown', press, true)
      for (const other of others) {
        other.removeAttribute('inert')
        other.removeAttribute('aria-hidden')
      }
    }
  }, [isOpen])
  return (
    <div ref={dialog} className="dialog" hidden={!isOpen}>
      <Content />
    </div>
  )
}

const DIALOGS: Readonly<Record<string, () => ReactNode>> = {
  radix: Radix,
  'base-ui': Base,
  'focus-trap': Trap,
  inert: Inert,
}

/** A dialog of the page that holds the focus, as a library makes it. */
export function Dialogs({ by }: { readonly by: string }): ReactNode {
  const Dialog = DIALOGS[by]
  return Dialog && <Dialog />
}
