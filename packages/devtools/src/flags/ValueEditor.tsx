import type { ReactElement } from 'react'
import { useDesk } from '../panel/desk.ts'
import { overrideTo, overrideWith, readTyped } from './next-override.ts'
import { editedText, isShort, wordsOf, type Row } from './rows.ts'
import { useTyping, type Typing } from './use-typing.ts'

interface EditorProps {
  readonly row: Row
  readonly tabIndex: number
  readonly onLook: (key: string) => void
}

/** Forces a value with what fits its type: a switch, a choice of outcomes, a field, or the way to a larger editor. */
export function ValueEditor({ row, tabIndex, onLook }: EditorProps): ReactElement {
  const { force } = useDesk()
  const { key, type, choices, shown, locked } = row
  const typing = useTyping(row, editedText(shown))
  if (locked !== undefined)
    return (
      <span className="soft" title={locked}>
        {wordsOf(shown)} (locked)
      </span>
    )
  if (row.granted !== undefined) return <GrantedChoice row={row} tabIndex={tabIndex} />
  if (type === 'boolean' && choices.length <= 2) {
    const isOn = shown?.value === true
    return (
      <button
        type="button"
        role="switch"
        className="switch"
        tabIndex={tabIndex}
        aria-checked={isOn}
        aria-label={key}
        onClick={() => force(key, overrideWith(row, !isOn))}
      />
    )
  }
  if (choices.length > 0) {
    const variant = choices.some(({ name }) => name === shown?.variant) ? shown?.variant : undefined
    return (
      <select
        aria-label={`Variant of ${key}`}
        tabIndex={tabIndex}
        value={variant ?? ''}
        onChange={({ target }) => force(key, overrideTo(row, target.value))}
      >
        {variant === undefined && <option value="">{wordsOf(shown)}</option>}
        {choices.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    )
  }
  // What is typed stays, whatever it becomes meanwhile.
  if ((type === 'string' || type === 'number') && (isShort(row) || typing.isTyped))
    return <TextEditor row={row} tabIndex={tabIndex} typing={typing} />
  return (
    <button type="button" tabIndex={tabIndex} onClick={() => onLook(key)}>
      {type === 'unknown' ? 'Set…' : 'Edit…'}
    </button>
  )
}

function GrantedChoice({ row, tabIndex }: Pick<EditorProps, 'row' | 'tabIndex'>): ReactElement {
  const { force, reset } = useDesk()
  const { key, choices, forced, granted } = row
  return (
    <select
      aria-label={`Variant of ${key}`}
      tabIndex={tabIndex}
      value={forced ? granted : ''}
      onChange={({ target }) =>
        target.value === '' ? reset(key) : force(key, overrideTo(row, target.value))
      }
    >
      {choices.map(({ name, title }) => (
        <option key={name} value={name}>
          {title}
        </option>
      ))}
      <option value="">Without the grant</option>
    </select>
  )
}

interface TextEditorProps extends Pick<EditorProps, 'row' | 'tabIndex'> {
  readonly typing: Typing
}

function TextEditor({ row, tabIndex, typing }: TextEditorProps): ReactElement {
  const { force } = useDesk()
  const { key, type, shown } = row
  const now = editedText(shown)
  const { text = now, became, type: write, stop } = typing
  const read = readTyped(type, text)
  const commit = (): void => {
    if (text === now) stop()
    else if ('value' in read) {
      force(key, overrideWith(row, read.value))
      stop()
    }
  }
  return (
    <span className="typed">
      <input
        aria-label={`Value of ${key}`}
        tabIndex={tabIndex}
        inputMode={type === 'number' ? 'decimal' : 'text'}
        value={text}
        aria-invalid={'fault' in read}
        title={'fault' in read ? read.fault : undefined}
        onChange={({ target }) => write(target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit()
          if (event.key !== 'Escape' || text === now) return
          event.preventDefault()
          stop()
        }}
      />
      <output>{became}</output>
    </span>
  )
}
