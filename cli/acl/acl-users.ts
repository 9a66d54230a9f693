import { EverestError } from '../../lib/errors/everest-error.js';
import { MANAGER, SHARED_HOST } from '../../manager/broker/broker-identities.js';
import { managerRules, merged, moduleRules, type AccessRules, type RuleSources } from './access-rules.js';

class AclUnclear extends EverestError {
  constructor(message: string) {
    super('CFG_ACL', message);
  }
}

/**
 * What each user may do. With `shared`, the modules that the manager starts are one user, as their process has one connection;
 * standalone modules are always users of their own.
 */
export function aclUsers(sources: RuleSources, isolation: 'module' | 'shared'): ReadonlyMap<string, AccessRules> {
  const modules = [...sources.configuration.modules.values()];
  const taken = modules.find(({ id }) => id === MANAGER || (isolation === 'shared' && id === SHARED_HOST));
  if (taken !== undefined) throw new AclUnclear(`"${taken.id}" is a module and a user of its own; rename the module`);
  const alone = modules.filter(({ standalone }) => isolation === 'module' || standalone);
  const together = modules.filter((module) => !alone.includes(module));
  const rulesOf = (module: (typeof modules)[number]): AccessRules => moduleRules(module, sources);
  return new Map([
    [MANAGER, merged([managerRules(sources.configuration)])],
    ...(together.length === 0 ? [] : [[SHARED_HOST, merged(together.map(rulesOf))] as const]),
    ...alone.map((module) => [module.id, rulesOf(module)] as const),
  ]);
}
