// A node:test reporter that writes the totals of the run and what failed, as JSON, for the closing lines of `npm test`.
// Node loads a reporter by its default export.
import { relative } from 'node:path';

/** Why a suite fails whose tests have failed: they are told themselves. */
const OF_ITS_TESTS = 'subtestsFailed';

/** @param {AsyncIterable<{ type: string, data: any }>} source */
export default async function* count(source) {
  const failures = [];
  const files = new Set();
  for await (const { type, data } of source) {
    const error = data?.details?.error;
    if (type === 'test:fail' && error?.failureType !== OF_ITS_TESTS) {
      failures.push(failureOf(data, error));
      if (data.file) files.add(relative(process.cwd(), data.file));
    }
    if (type === 'test:summary' && data.file === undefined)
      yield JSON.stringify({ ...data.counts, failures, files: [...files] });
  }
}

/**
 * The name of a test, where it stands and why it failed, in full: a closing line is all that a run elsewhere may leave.
 *
 * @param {{ name: string, file?: string, line?: number }} test
 * @param {{ cause?: unknown } | undefined} error
 */
function failureOf({ name, file, line }, error) {
  const place = file ? ` (${relative(process.cwd(), file)}:${line})` : '';
  const cause = error?.cause;
  const why = cause instanceof Error ? cause.stack : typeof cause === 'string' ? cause : JSON.stringify(cause);
  return `${name}${place}\n${why ?? 'no reason was given'}`;
}
