/** The picture of the cluster at the playhead. */
export function Canvas() {
  return <div />;
}
