/** The kubectl console. */
export function Console() {
  return <div />;
}
