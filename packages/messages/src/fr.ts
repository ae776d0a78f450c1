import entry from './fr/entry.json' with { type: 'json' };
import home from './fr/home.json' with { type: 'json' };
import kit from './fr/kit.json' with { type: 'json' };
import mail from './fr/mail.json' with { type: 'json' };
import operator from './fr/operator.json' with { type: 'json' };
import person from './fr/person.json' with { type: 'json' };
import refusal from './fr/refusal.json' with { type: 'json' };
import status from './fr/status.json' with { type: 'json' };
import users from './fr/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
