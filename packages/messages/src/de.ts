import entry from './de/entry.json' with { type: 'json' };
import home from './de/home.json' with { type: 'json' };
import kit from './de/kit.json' with { type: 'json' };
import mail from './de/mail.json' with { type: 'json' };
import operator from './de/operator.json' with { type: 'json' };
import person from './de/person.json' with { type: 'json' };
import refusal from './de/refusal.json' with { type: 'json' };
import status from './de/status.json' with { type: 'json' };
import users from './de/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
