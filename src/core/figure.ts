/** `95,520`: the way every number that may be large is printed for people. */
export function figure(n: number): string {
  return n.toLocaleString('en-US')
}
