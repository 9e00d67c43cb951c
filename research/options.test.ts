import { describe, expect, it } from 'vitest';
import { commandOf, readOptions } from './options.ts';

/** The words of a command as a shell hands them over. */
function words(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

describe('the options of npm run train', () => {
  it('take a room by its host’s whole link', () => {
    const roomOf = (link: string) => readOptions(['--architecture', 'mlp', '--room', link]).room;
    const room = { roomId: 'abcdefghjk', key: 'abcdefghjkmnpqrs' };
    expect(roomOf('http://localhost:3000/r/abcdefghjk#abcdefghjkmnpqrs')).toEqual({
      ...room,
      url: 'http://localhost:3000',
    });
    expect(roomOf('https://school.example/ink/r/abcdefghjk#abcdefghjkmnpqrs')).toEqual({
      ...room,
      url: 'https://school.example/ink',
    });
    for (const link of ['abcdefghjk', 'http://localhost:3000/r/abcdefghjk', 'http://localhost:3000/'])
      expect(() => roomOf(link)).toThrow(/no whole link/);
  });

  it('are told again by the command on the card', () => {
    const told = [
      ['--architecture', 'mlp', '--threads', '1', '--seed', '3'],
      ['--architecture', 'cnn', '--threads', '2', '--augment', '--schedule', 'one-cycle', '--learning-rate', '0.003'],
      [
        '--layers',
        'conv 8x3 same, pool 2, dense 16 tanh',
        '--threads',
        '2',
        '--strokes',
        'a.jsonl.gz',
        '--epochs',
        '9',
      ],
      [
        '--architecture',
        'mlp',
        '--threads',
        '1',
        '--strokes',
        'a',
        '--trace-scans',
        '90',
        '--hard-hands',
        '--plain-scans',
      ],
    ];
    for (const args of told) {
      const options = readOptions(args);
      const command = words(commandOf(options)).slice('npm run train --'.split(' ').length);
      expect(readOptions(command)).toEqual(options);
    }
  });

  it('keep the folder of the drawings out of the card', () => {
    const options = readOptions(['--architecture', 'mlp', '--strokes', '/home/somebody/a.jsonl.gz']);
    expect(commandOf(options)).toContain('--strokes a.jsonl.gz --holdout-writers 7');
    expect(commandOf(options)).not.toContain('somebody');
  });

  it('begin with the command of the model that training goes on from', () => {
    const options = readOptions(['--architecture', 'mlp', '--from', 'somewhere', '--threads', '1']);
    expect(commandOf(options, { command: 'npm run train -- FIRST' })).toMatch(
      /^npm run train -- FIRST --out (\S+) && npm run train -- --architecture mlp --from \1 --epochs/,
    );
  });

  it('tell how to make what the result is blended with', () => {
    const options = readOptions(['--architecture', 'mlp', '--from', 'a', '--blend', 'b', '--blend-share', '0.3']);
    expect(options.blend).toEqual({ dir: 'b', share: 0.3 });
    expect(commandOf(options, { command: 'FIRST' }, { command: 'SECOND' })).toMatch(
      /^FIRST --out (\S+) && SECOND --out (\S+) && npm run train -- --architecture mlp --from \1 .* --blend \2 --blend-share 0.3 /,
    );
  });

  it('vary the images wherever drawings are learnt from', () => {
    expect(readOptions(['--architecture', 'mlp', '--strokes', 'a.jsonl.gz']).spec.augment).toBe(true);
    expect(readOptions(['--architecture', 'mlp']).spec.augment).toBe(false);
  });

  it('are refused with the usage when they make no sense', () => {
    for (const args of [
      [],
      ['--architecture', 'vgg'],
      ['--layers', 'pool 4, pool 4, pool 2'],
      ['--architecture', 'mlp', '--schedule', 'never'],
      ['--architecture', 'mlp', '--threads', '0'],
      ['--architecture', 'mlp', '--strokes', 'a', '--holdout-writers', '0.5'],
      ['--architecture', 'mlp', '--strokes', 'a', '--trace-scans', 'all'],
      ['--architecture', 'mlp', '--blend', 'a', '--blend-share', '2'],
      ['--nonsense'],
    ]) {
      expect(() => readOptions(args), args.join(' ')).toThrow('usage: npm run train');
    }
  });
});
