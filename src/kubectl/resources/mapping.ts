import { RESOURCES, type ResourceType } from '../../kube/resources.ts';
import { fail } from '../core/failure.ts';

const byName = new Map<string, ResourceType>();
const byShortName = new Map<string, ResourceType>();
for (const resource of RESOURCES) {
  for (const name of [resource.plural, resource.singular]) if (!byName.has(name)) byName.set(name, resource);
  for (const name of resource.shortNames) if (!byShortName.has(name)) byShortName.set(name, resource);
}

/**
 * The resource that an argument names: `deployments`, `Deployment`, `deploy`, each also with the beginning of its group (`deploy.apps`) or
 * with version and group (`deploy.v1.apps`). Undefined where there is none. Short names are found as they are written only.
 * Models the RESTMapper behind a shortcutExpander.
 */
export function findResource(argument: string): ResourceType | undefined {
  const [name = '', ...rest] = argument.split('.');
  const resource = byShortName.get(name) ?? byName.get(name.toLowerCase());
  if (!resource) return undefined;
  const [version, ...group] = rest;
  const ofVersion = rest.length > 1 && version === resource.version && group.join('.') === resource.group;
  return ofVersion || resource.group.startsWith(rest.join('.')) ? resource : undefined;
}

/** The resource that an argument names, or kubectl's error. Models Builder.mappingFor. */
export function resourceFor(argument: string): ResourceType {
  return findResource(argument) ?? fail(`the server doesn't have a resource type ${JSON.stringify(argument.split('.')[0])}`);
}

/** The resources of a category (`all`), in the order in which kubectl prints them, or undefined. */
export function resourcesOfCategory(category: string): readonly ResourceType[] | undefined {
  const found = RESOURCES.filter((resource) => resource.categories?.includes(category));
  return found.length ? found : undefined;
}
