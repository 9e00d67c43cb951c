import type { Metadata } from 'next';
import { connection } from 'next/server';
import { loadMessages } from '../../src/core/i18n/load-messages';
import { readPreferences } from '../../src/core/settings/preferences';
import { OperatorPage } from '../../src/screens/operator/operator-page';

export async function generateMetadata(): Promise<Metadata> {
  const { locale } = await readPreferences();
  const { operator } = await loadMessages(locale);
  return { title: operator.title, robots: { index: false } };
}

/** The gateway leads here only where it has an OPERATOR_TOKEN. */
export default async function Page() {
  // The policy of each answer has a nonce of its own.
  await connection();
  const { locale } = await readPreferences();
  const { operator } = await loadMessages(locale);
  return <OperatorPage texts={operator} />;
}
