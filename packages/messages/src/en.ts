import entry from './en/entry.json' with { type: 'json' };
import home from './en/home.json' with { type: 'json' };
import kit from './en/kit.json' with { type: 'json' };
import mail from './en/mail.json' with { type: 'json' };
import operator from './en/operator.json' with { type: 'json' };
import person from './en/person.json' with { type: 'json' };
import refusal from './en/refusal.json' with { type: 'json' };
import status from './en/status.json' with { type: 'json' };
import users from './en/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
