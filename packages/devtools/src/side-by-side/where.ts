/** What an event is about: an element, or what scrolls the whole page. */
export function elementOf(target: EventTarget | null): Element | undefined {
  const node = target as Node | null
  if (node?.nodeType === 9) return (node as Document).scrollingElement ?? undefined
  return node?.nodeType === 1 ? (node as Element) : undefined
}

/** Where an element stands, as a selector. */
export function pathOf(element: Element): string {
  const steps: string[] = []
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { parentElement: parent } = at
    const place = parent ? `:nth-child(${[...parent.children].indexOf(at) + 1})` : ''
    steps.unshift(`${at.tagName.toLowerCase()}${place}`)
  }
  return steps.join('>')
}

/**
 * Finds the field of another page that is what a field is here: by its id, else by what
 * it is called in its form, else by where it stands.
 */
export function counterpart(field: Element, page: Document): Element | undefined {
  const { id, tagName } = field
  const called = id === '' ? null : page.getElementById(id)
  const there = called ?? sameName(field, page) ?? page.querySelector(pathOf(field))
  return there?.tagName === tagName && typeOf(there) === typeOf(field) ? there : undefined
}

/** Many may have one name: choices of one question, lines of a list, fields of other forms. */
function sameName(field: Element, page: Document): Element | undefined {
  const name = field.getAttribute('name') ?? ''
  if (name === '') return undefined
  const value = isCheckable(field) ? field.getAttribute('value') : null
  const form = formOf(field)
  const called = (of: Document): Element[] =>
    [...of.getElementsByTagName(field.tagName)].filter(
      (other) =>
        other.getAttribute('name') === name &&
        typeOf(other) === typeOf(field) &&
        (value === null || other.getAttribute('value') === value) &&
        formOf(other) === form,
    )
  return called(page)[called(field.ownerDocument).indexOf(field)]
}

/** Whether somebody checks it rather than writes into it. */
export function isCheckable(field: Element): boolean {
  return /^(checkbox|radio)$/.test(typeOf(field) ?? '')
}

function typeOf(field: Element): string | null {
  return field.getAttribute('type')
}

/** What a form is called, else the how manieth of its page it is; empty: there is none. */
function formOf(field: Element): string {
  const { form } = field as HTMLInputElement
  if (!form) return ''
  const name = form.getAttribute('id') ?? form.getAttribute('name')
  return name ?? `${[...form.ownerDocument.forms].indexOf(form)}`
}
