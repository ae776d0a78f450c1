import { RouterProvider } from '@tanstack/react-router';
import { createRoot } from 'react-dom/client';
import './kit/platform.ts';
import { Kit } from './kit/Kit.tsx';
import { newQueryClient } from './kit/query.ts';
import { book } from './kit/screen.ts';
import { languageAtStart } from './kit/sentence.ts';
import { safeNext } from './kit/where-to.ts';
import { newRouter } from './router.ts';

async function start(place: HTMLElement) {
  const language = languageAtStart();
  const sentences = await book.open(language);
  const client = newQueryClient(() => {
    const next = safeNext(location.pathname + location.search);
    if (next === undefined) return;
    client.clear();
    void router.navigate({ to: '/sign-in', search: { next } });
  });
  const router = newRouter(client);
  document.getElementById('plain')?.remove();
  document.documentElement.dataset['started'] = 'true';
  createRoot(place).render(
    <Kit client={client} start={{ language, sentences }}>
      <RouterProvider router={router} />
    </Kit>,
  );
}

const place = document.getElementById('root');
if (place) void start(place);
