import entry from './es/entry.json' with { type: 'json' };
import home from './es/home.json' with { type: 'json' };
import kit from './es/kit.json' with { type: 'json' };
import mail from './es/mail.json' with { type: 'json' };
import operator from './es/operator.json' with { type: 'json' };
import person from './es/person.json' with { type: 'json' };
import refusal from './es/refusal.json' with { type: 'json' };
import status from './es/status.json' with { type: 'json' };
import users from './es/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
