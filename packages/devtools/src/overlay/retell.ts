/**
 * Makes an event anew that was kept from the page, for the shadow tree that it began in. What it
 * prevents is prevented of the first one, and does nothing itself: so a check box that
 * is clicked changes once.
 */
export function retell(event: Event): Event {
  const { type, bubbles } = event
  // No click of a mouse, which would check a box or follow a link.
  const retold = new Event(type, { bubbles, cancelable: true })
  retold.preventDefault()
  const properties: PropertyDescriptorMap = {
    preventDefault: { value: () => event.preventDefault() },
    defaultPrevented: { get: () => event.defaultPrevented },
  }
  for (const name in event)
    if (!(name in retold))
      properties[name] = {
        get() {
          const value: unknown = event[name as keyof Event]
          return typeof value === 'function' ? (value.bind(event) as unknown) : value
        },
      }
  return Object.defineProperties(retold, properties)
}
