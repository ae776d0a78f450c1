import entry from './nl/entry.json' with { type: 'json' };
import home from './nl/home.json' with { type: 'json' };
import kit from './nl/kit.json' with { type: 'json' };
import mail from './nl/mail.json' with { type: 'json' };
import operator from './nl/operator.json' with { type: 'json' };
import person from './nl/person.json' with { type: 'json' };
import refusal from './nl/refusal.json' with { type: 'json' };
import status from './nl/status.json' with { type: 'json' };
import users from './nl/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
