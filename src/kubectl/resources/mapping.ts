import { RESOURCES, type ResourceType } from '../../kube/resources.ts';
import { fail } from '../core/failure.ts';

const named = new Map<string, ResourceType>();
for (const resource of RESOURCES) {
  const { plural, singular, group, version, shortNames, kind } = resource;
  for (const name of [plural, singular, kind.toLowerCase(), ...shortNames]) {
    if (!named.has(name)) named.set(name, resource);
    if (group) named.set(`${name}.${group}`, resource);
    named.set(`${name}.${version}.${group}`, resource);
    named.set(`${name}.${version}`, named.get(`${name}.${version}`) ?? resource);
  }
}

/** The resource that an argument names: plural, singular, short name or kind, with or without version and group. Undefined where there is none. */
export function findResource(argument: string): ResourceType | undefined {
  return named.get(argument.toLowerCase());
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
