// A node:test reporter that writes only the totals of the run, as JSON, for the closing line of `npm test`.
// Node loads a reporter by its default export.

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* count(source) {
  for await (const { type, data } of source) {
    if (type === 'test:summary' && data.file === undefined) yield JSON.stringify(data.counts);
  }
}
