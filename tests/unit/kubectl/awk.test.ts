import { describe, expect, it } from 'vitest';
import { runFilter } from '../../../src/kubectl/shell/filters.ts';

const PODS = `NAME    READY   STATUS    RESTARTS   AGE
web-a   1/1     Running   0          10s
web-b   0/1     Pending   0          5s
db-0    1/1     Running   3          2m
`;
const awk = (program: string, input = PODS, ...flags: readonly string[]): string => {
  const { stdout, stderr } = runFilter('awk', [...flags, program], input);
  return stdout + stderr;
};

describe('awk', () => {
  it.each([
    ['fields and where they stand', 'NR>1 {print $1, $NF}', 'web-a 10s\nweb-b 5s\ndb-0 2m\n'],
    ['a sum at the end', 'NR>1 {sum += $4} END {print "restarts:", sum}', 'restarts: 3\n'],
    ['a count', 'END {print NR-1}', '3\n'],
    ['columns with printf', 'NR>1 {printf "%-8s|%3d|%5.1f%%\\n", $1, $4, $4/3*100}', 'web-a   |  0|  0.0%\nweb-b   |  0|  0.0%\ndb-0    |  3|100.0%\n'],
    ['a head before all', 'BEGIN {print "pods"} /Running/ {print "- " $1}', 'pods\n- web-a\n- db-0\n'],
    ['how many of each', 'NR>1 {n[$3]++} END {for (s in n) print s, n[s]}', 'Running 2\nPending 1\n'],
    ['conditions', 'NR>1 {if ($3 != "Running") print $1 " waits"; else if ($4 > 2) print $1 " restarts"}', 'web-b waits\ndb-0 restarts\n'],
    ['a choice', 'NR>1 {print $1 (($2=="1/1") ? "" : "!")}', 'web-a\nweb-b!\ndb-0\n'],
    ['parts of a field', 'NR>1 {split($2, r, "/"); if (r[1] < r[2]) print $1}', 'web-b\n'],
    ['text functions', 'NR==2 {print toupper(substr($1, 1, 3)), length($1), index($1, "-"), sprintf("%03d", 7)}', 'WEB 5 4 007\n'],
    ['replacement', '/^db/ {gsub(/[0-9]/, "<&>"); print; sub("db", "x", $1); print $1}', 'db-<0>    <1>/<1>     Running   <3>          <2>m\nx-<0>\n'],
    ['other fields', '$1 == "db-0" {$3 = "Gone"; print}', 'db-0 1/1 Gone 3 2m\n'],
    ['membership, next and exit', 'NR==1 {next} $3 in seen {print $1; exit} {seen[$3]}', ''],
    ['loops', 'BEGIN {for (i = 1; i <= 3; i++) {if (i == 2) continue; s = s i}; while (s + 0 < 100) s *= 2; print s}', '104\n'],
    ['numbers', 'BEGIN {print 1/3, 2^10, 7%3, 1e6, 0.1+0.2, -3 " " 1==1.0, "10" < "9", 10 < 9}', '0.333333 1024 1 1000000 0.3 0 1 0\n'],
  ])('knows %s', (_what, program, printed) => {
    expect(awk(program)).toBe(printed);
  });

  it('has separators, variables and a default action', () => {
    expect(awk('{print $2}', 'a:b c\n', '-F:')).toBe('b c\n');
    expect(awk('{print $3}', 'a1b22c\n', '-F', '[0-9]+')).toBe('c\n');
    expect(awk('$1 > min', '1\n5\n9\n', '-v', 'min=4')).toBe('5\n9\n');
    expect(awk('BEGIN {OFS="-"} {$1=$1; print}', 'a b c\n')).toBe('a-b-c\n');
    expect(awk('!seen[$0]++', 'a\nb\na\n')).toBe('a\nb\n');
    expect(awk('NR==2, NR', 'a\nb\n')).toContain("the playground's awk cannot make sense of: ,");
  });

  it('compares what looks like a number as one, and all else as text', () => {
    expect(awk('$1 > 9', '10\n9a\n8\n')).toBe('10\n9a\n');
    expect(awk('x == 0 && x == ""', 'a\n')).toBe('a\n');
  });

  it('says what it cannot do, after what it has printed', () => {
    expect(awk('{print $1 > "file"}', 'a\n')).toBe("awk: the playground's awk cannot make sense of: >\n");
    expect(awk('{print NR; print 1/0}', 'a\n')).toBe("1\nawk: the playground's awk cannot make sense of: division by zero\n");
    expect(awk('BEGIN {while (1) x++}')).toContain('a program that does not end');
    expect(runFilter('awk', [], '')).toMatchObject({ code: 2 });
  });
});
