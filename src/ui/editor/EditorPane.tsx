/** The manifests. */
export function EditorPane() {
  return <div />;
}
