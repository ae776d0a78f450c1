/*
 * Runs before anything is drawn, in any browser there ever was: plain ES5.
 * Sets the colour scheme that was chosen, and where the application can't run, says so in plain words (H3).
 */
(function () {
  var root = document.documentElement;
  /* zod compiles its checks with eval unless told not to before it loads, and even trying breaks the content security policy. */
  window.__zod_globalConfig = { jitless: true };
  var chosen = null;
  var language = null;
  try {
    chosen = localStorage.getItem('latchkey.scheme');
    language = localStorage.getItem('latchkey.language');
  } catch (blocked) {
    /* Storage may be switched off; the scheme of the system is used. */
  }
  var dark = chosen === 'dark';
  if (chosen !== 'dark' && chosen !== 'light') {
    dark = !!window.matchMedia && window.matchMedia('(prefers-color-scheme: dark)').matches;
  }
  root.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
  if (language) root.setAttribute('lang', language);

  var sentences = {
    en: [
      'This browser is too old for Latchkey',
      'Latchkey runs in the last two versions of Chrome, Edge and Firefox, and in Safari 16 and newer. Update this browser or open this address in another one.',
    ],
    fr: [
      'Ce navigateur est trop ancien pour Latchkey',
      'Latchkey fonctionne avec les deux dernières versions de Chrome, Edge et Firefox, et avec Safari 16 ou plus récent. Mettez ce navigateur à jour ou ouvrez cette adresse dans un autre.',
    ],
    it: [
      'Questo browser è troppo vecchio per Latchkey',
      'Latchkey funziona con le ultime due versioni di Chrome, Edge e Firefox e con Safari 16 o successivo. Aggiornare questo browser o aprire questo indirizzo in un altro.',
    ],
    de: [
      'Dieser Browser ist zu alt für Latchkey',
      'Latchkey läuft in den letzten zwei Versionen von Chrome, Edge und Firefox und in Safari ab Version 16. Aktualisieren Sie diesen Browser oder öffnen Sie diese Adresse in einem anderen.',
    ],
    es: [
      'Este navegador es demasiado antiguo para Latchkey',
      'Latchkey funciona con las dos últimas versiones de Chrome, Edge y Firefox, y con Safari 16 o posterior. Actualice este navegador o abra esta dirección en otro.',
    ],
    pt: [
      'Este navegador é demasiado antigo para o Latchkey',
      'O Latchkey funciona nas duas últimas versões do Chrome, Edge e Firefox e no Safari 16 ou mais recente. Atualize este navegador ou abra este endereço noutro.',
    ],
    nl: [
      'Deze browser is te oud voor Latchkey',
      'Latchkey werkt in de laatste twee versies van Chrome, Edge en Firefox, en in Safari 16 en nieuwer. Werk deze browser bij of open dit adres in een andere.',
    ],
  };
  var failed = {
    en: ['Latchkey did not start', 'Reload the page. If that does not help, tell the operator.'],
    fr: ['Latchkey n’a pas démarré', 'Rechargez la page. Si cela n’aide pas, prévenez l’opérateur.'],
    it: ['Latchkey non si è avviato', 'Ricaricare la pagina. Se non basta, avvisare l’operatore.'],
    de: ['Latchkey ist nicht gestartet', 'Laden Sie die Seite neu. Hilft das nicht, melden Sie es dem Betreiber.'],
    es: ['Latchkey no se ha iniciado', 'Recargue la página. Si no ayuda, avise al operador.'],
    pt: ['O Latchkey não arrancou', 'Recarregue a página. Se não ajudar, avise o operador.'],
    nl: ['Latchkey is niet gestart', 'Laad de pagina opnieuw. Helpt dat niet, meld het dan aan de beheerder.'],
  };

  function say(texts) {
    var spoken = (language || navigator.language || 'en').slice(0, 2);
    var text = texts[spoken] || texts.en;
    var place = document.getElementById('plain');
    if (!place || root.getAttribute('data-started')) return;
    place.innerHTML = '';
    var heading = document.createElement('h1');
    heading.appendChild(document.createTextNode(text[0]));
    var paragraph = document.createElement('p');
    paragraph.appendChild(document.createTextNode(text[1]));
    place.appendChild(heading);
    place.appendChild(paragraph);
  }

  var supported =
    'noModule' in document.createElement('script') &&
    typeof structuredClone === 'function' &&
    typeof Object.hasOwn === 'function' &&
    typeof Array.prototype.toSorted === 'function';
  var broken = false;

  window.addEventListener(
    'error',
    function () {
      broken = true;
      if (document.readyState === 'complete') say(supported ? failed : sentences);
    },
    true,
  );
  window.addEventListener('load', function () {
    if (!supported) say(sentences);
    else if (broken) say(failed);
  });
})();
