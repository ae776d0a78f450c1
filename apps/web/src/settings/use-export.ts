import { exportAccount } from '@latchkey/contract/account';
import type { Reply } from '@latchkey/contract/operation';
import { useState } from 'react';
import { call } from '../kit/call.ts';
import { saveFile } from '../kit/save-file.ts';
import { useAccountId } from '../kit/query.ts';
import { useErrorSentence } from '../kit/sentence.ts';
import { toastFailed } from '../kit/toast.ts';

/** Reads the whole account page by page and saves it as one file with a line of JSON for each row (P14). */
export function useExport(company: string) {
  const accountId = useAccountId() ?? '';
  const failed = useErrorSentence();
  const [isExporting, setExporting] = useState(false);
  const save = async () => {
    setExporting(true);
    try {
      saveFile(`${company}.jsonl`, await linesOf(accountId), 'application/jsonl');
    } catch (error) {
      toastFailed(failed(error));
    }
    setExporting(false);
  };
  return { isExporting, save: () => void save() };
}

async function linesOf(accountId: string): Promise<string[]> {
  const lines: string[] = [];
  for (let cursor: string | undefined | null = undefined; cursor !== null;) {
    const query: { limit: number; cursor?: string } = { limit: 1000, ...(cursor === undefined ? {} : { cursor }) };
    const page: Reply<typeof exportAccount> = await call(exportAccount, { accountId, query });
    lines.push(...page.items.map((item) => `${JSON.stringify(item)}\n`));
    cursor = page.next_cursor;
  }
  return lines;
}
