import { counterpart, elementOf, isCheckable } from './where.ts'

/** What somebody types into, checks or chooses from. */
type Typed = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Writes what stands in a field into the same field of other frames. */
export function typeAll(target: EventTarget | null, others: readonly HTMLIFrameElement[]): void {
  const from = elementOf(target) as Typed | undefined
  // A file can be chosen by a person alone.
  if (!from || !('value' in from) || from.type === 'file') return
  for (const { contentDocument, contentWindow } of others) {
    const to = contentDocument && (counterpart(from, contentDocument) as Typed | undefined)
    if (!to || !contentWindow) continue
    if (isCheckable(from)) {
      if (isChecked(to) !== isChecked(from)) to.click()
      continue
    }
    write(from, to)
    const { Event: FrameEvent } = contentWindow as unknown as typeof globalThis
    to.dispatchEvent(new FrameEvent('input', { bubbles: true }))
    to.dispatchEvent(new FrameEvent('change', { bubbles: true }))
  }
}

function isChecked(field: Typed): boolean {
  return (field as HTMLInputElement).checked
}

function write(from: Typed, to: Typed): void {
  if (from.type === 'select-multiple') {
    const { options } = from as HTMLSelectElement
    for (const option of (to as HTMLSelectElement).options)
      option.selected = [...options].some(
        ({ selected, value }) => selected && value === option.value,
      )
    return
  }
  // React looks at what the browser writes, not at what a script has set before.
  Reflect.getOwnPropertyDescriptor(Reflect.getPrototypeOf(to) ?? {}, 'value')?.set?.call(
    to,
    from.value,
  )
}
