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

/** Ids that React makes count what was drawn before: in another variant they are those of other elements. */
const MADE_BY_REACT =
  /:[rR][\da-v]*(?:H[\da-v]+)?:|«[^»]*»|(?<!\w)_\w*[rR]_[\da-v]+(?:H[\da-v]+)?_(?!\w)/

/**
 * Finds the field of another page that is what a field is here: by an id that somebody
 * wrote, else by its name or its label in its form, else by its place among those of the
 * form that have neither, else by where it stands.
 */
export function counterpart(field: Element, page: Document): Element | undefined {
  const ways: readonly (() => Element | null | undefined)[] = [
    () => page.getElementById(written(field.id)),
    () => sameIn(field, page, nameOf),
    () => sameIn(field, page, labelOf),
    () => sameIn(field, page, nothingOf),
    () => page.querySelector(pathOf(field)),
  ]
  for (const way of ways) {
    const there = way()
    if (there && isLike(there, field)) return there
  }
  return undefined
}

/** Many may be called the same: choices of one question, lines of a list, fields of other forms. */
function sameIn(
  field: Element,
  page: Document,
  calledBy: (field: Element) => string,
): Element | undefined {
  const called = calledBy(field)
  if (called === '') return undefined
  const value = isCheckable(field) ? field.getAttribute('value') : null
  const form = formOf(field)
  const all = (of: Document): Element[] =>
    [...of.getElementsByTagName(field.tagName)].filter(
      (other) =>
        isLike(other, field) &&
        calledBy(other) === called &&
        (value === null || other.getAttribute('value') === value) &&
        formOf(other) === form,
    )
  return all(page)[all(field.ownerDocument).indexOf(field)]
}

function nameOf(field: Element): string {
  return written(field.getAttribute('name'))
}

/** What a field is called for people. */
function labelOf(field: Element): string {
  const { labels } = field as HTMLInputElement
  const byId = (field.getAttribute('aria-labelledby') ?? '')
    .split(/\s+/)
    .map((id) => field.ownerDocument.getElementById(id)?.textContent)
  const texts = [
    byId.join(' '),
    field.getAttribute('aria-label'),
    [...(labels ?? [])].map(({ textContent }) => textContent).join(' '),
    field.getAttribute('placeholder'),
  ]
  return texts.map((text) => (text ?? '').trim()).find((text) => text !== '') ?? ''
}

/** Not empty for what has a form, and no name and no label in it. */
function nothingOf(field: Element): string {
  const isBare = nameOf(field) === '' && labelOf(field) === ''
  return isBare && formOf(field) !== '' ? 'nothing' : ''
}

/** An id or a name as somebody wrote it; empty where React made it. */
function written(id: string | null): string {
  return id === null || MADE_BY_REACT.test(id) ? '' : id
}

function isLike(one: Element, other: Element): boolean {
  return one.tagName === other.tagName && typeOf(one) === typeOf(other)
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
  const name = written(form.getAttribute('id')) || written(form.getAttribute('name'))
  return name || `${[...form.ownerDocument.forms].indexOf(form)}`
}
