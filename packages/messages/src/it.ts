import entry from './it/entry.json' with { type: 'json' };
import home from './it/home.json' with { type: 'json' };
import kit from './it/kit.json' with { type: 'json' };
import mail from './it/mail.json' with { type: 'json' };
import operator from './it/operator.json' with { type: 'json' };
import person from './it/person.json' with { type: 'json' };
import refusal from './it/refusal.json' with { type: 'json' };
import status from './it/status.json' with { type: 'json' };
import users from './it/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
