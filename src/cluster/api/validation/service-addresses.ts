import type { Service } from '../../../kube/cluster-objects.ts';
import type { Cause } from '../errors.ts';
import { duplicate, invalidValue, notSupported, required } from './field.ts';
import { ipFamily, validateIP } from './ip.ts';

type Spec = Service['spec'];

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];

/** clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy together. Models ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIPs(spec: Spec, previous: Spec | undefined): readonly Cause[] {
  if (spec.type === 'ExternalName') return [];
  const { clusterIP = '', clusterIPs = [], ipFamilies = [] } = spec;
  const causes: Cause[] = [];
  if (clusterIP) {
    if (!clusterIPs.length) causes.push(required('spec.clusterIPs'));
    else if (clusterIPs[0] !== clusterIP) causes.push(invalidValue('spec.clusterIPs', clusterIPs, 'first value must match `clusterIP`'));
  } else if (clusterIPs.length) causes.push(invalidValue('spec.clusterIPs', clusterIPs, 'must be empty when `clusterIP` is not specified'));

  ipFamilies.forEach((family, i) => {
    if (!FAMILIES.includes(family)) causes.push(notSupported(`spec.ipFamilies[${i}]`, family, FAMILIES));
    if (ipFamilies.indexOf(family) < i) causes.push(duplicate(`spec.ipFamilies[${i}]`, family));
  });
  if (spec.ipFamilyPolicy !== undefined && !POLICIES.includes(spec.ipFamilyPolicy))
    causes.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, POLICIES));

  let misplaced = false;
  clusterIPs.forEach((address, i) => {
    if (i === 0 && address === 'None') {
      if (clusterIPs.length > 1) {
        misplaced = true;
        causes.push(invalidValue('spec.clusterIPs', clusterIPs, "'None' must be the first and only value"));
      }
      return;
    }
    const found = validateIP(`spec.clusterIPs[${i}]`, address, previous?.clusterIPs);
    if (found.length) misplaced = true;
    causes.push(...found);
  });
  if (clusterIPs.length > 2) causes.push(invalidValue('spec.clusterIPs', clusterIPs, 'may only hold up to 2 values'));
  if (misplaced) return causes;

  const families = clusterIPs.map((address) => ipFamily(address));
  if (clusterIPs.length > 1 && !(families.length === 2 && families[0] !== families[1]))
    causes.push(invalidValue('spec.clusterIPs', clusterIPs, 'may specify no more than one IP for each IP family'));
  if (clusterIPs[0] !== 'None')
    clusterIPs.forEach((address, i) => {
      const wanted = ipFamilies[i];
      if (wanted === 'IPv4' && families[i] === 6)
        causes.push(invalidValue(`spec.clusterIPs[${i}]`, address, `expected an IPv4 value as indicated by \`ipFamilies[${i}]\``));
      if (wanted === 'IPv6' && families[i] !== 6)
        causes.push(invalidValue(`spec.clusterIPs[${i}]`, address, `expected an IPv6 value as indicated by \`ipFamilies[${i}]\``));
    });
  return causes;
}
