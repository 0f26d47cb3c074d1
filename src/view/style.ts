import { styleText } from 'node:util'

/** How text may look: colour on or off, and how wide the terminal is. */
export interface Style {
  readonly color: boolean
  /** Columns of the terminal; views may wrap or drop columns beyond it. */
  readonly width: number
}

export type Tone = 'good' | 'warn' | 'bad' | 'dim' | 'strong'

const FORMATS: Readonly<Record<Tone, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  warn: 'yellow',
  bad: 'red',
  dim: 'dim',
  strong: 'bold',
}

/** The text in a tone when colour is on; meaning is never carried by colour alone. */
export function paint(style: Style, tone: Tone, text: string): string {
  return style.color ? styleText(FORMATS[tone], text, { validateStream: false }) : text
}

/** A result as lines for people. Pure: no I/O, no clock. */
export type View<R> = (result: R, style: Style) => string | Promise<string>
