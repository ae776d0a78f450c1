import entry from './pt/entry.json' with { type: 'json' };
import home from './pt/home.json' with { type: 'json' };
import kit from './pt/kit.json' with { type: 'json' };
import mail from './pt/mail.json' with { type: 'json' };
import operator from './pt/operator.json' with { type: 'json' };
import person from './pt/person.json' with { type: 'json' };
import refusal from './pt/refusal.json' with { type: 'json' };
import status from './pt/status.json' with { type: 'json' };
import users from './pt/users.json' with { type: 'json' };

export const messages = { ...refusal, ...kit, ...entry, ...home, ...users, ...operator, ...person, ...mail, ...status };
