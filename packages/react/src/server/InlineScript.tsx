import type { ReactElement, ScriptHTMLAttributes } from 'react'

/** What `InlineScript` takes: what a `<script>` takes, and its text. */
export interface InlineScriptProps extends ScriptHTMLAttributes<HTMLScriptElement> {
  /** Our own code, or JSON, in which nothing ends a script. */
  readonly text: string
}

/** Draws a script with its text as it is. Hydration leaves what a server wrote. */
export function InlineScript({ text, ...attributes }: InlineScriptProps): ReactElement {
  return (
    <script
      {...attributes}
      suppressHydrationWarning
      // oxlint-disable-next-line react/no-danger -- whoever gives it sees to that
      dangerouslySetInnerHTML={{ __html: text }}
    />
  )
}
