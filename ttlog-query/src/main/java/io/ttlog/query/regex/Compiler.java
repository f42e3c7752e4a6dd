/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes a program of nodes, from its end to its start, so that each instruction knows what comes next. For one pattern. */
final class Compiler {
    private byte[] operations = new byte[64];
    private int[] arguments = new int[64];
    private int[] nexts = new int[64];
    private int[] others = new int[64];
    private int size;
    private boolean hasPlaces;
    private final Map<CharSet, Integer> numbers = new HashMap<>();
    private final List<CharSet> sets = new ArrayList<>();

    private Compiler() {}

    static Program compile(Node root, int groups) {
        long instructions = instructions(root);
        if (instructions > Regex.INSTRUCTIONS_MAX) {
            throw new RegexSyntaxException(
                    0,
                    "the pattern needs more than " + Regex.INSTRUCTIONS_MAX
                            + " instructions, as repetitions are written out; repeat less");
        }
        Compiler compiler = new Compiler();
        int match = compiler.add(Program.MATCH, 0, 0, 0);
        int start = compiler.emit(new Node.Group(0, root), match);
        return new Program(
                Arrays.copyOf(compiler.operations, compiler.size),
                Arrays.copyOf(compiler.arguments, compiler.size),
                Arrays.copyOf(compiler.nexts, compiler.size),
                Arrays.copyOf(compiler.others, compiler.size),
                start,
                groups,
                compiler.hasPlaces,
                root.beginsWithText(),
                Alphabet.of(compiler.sets, compiler.hasPlaces));
    }

    /** How many instructions a node becomes; never beyond what a long holds. */
    private static long instructions(Node node) {
        if (node instanceof Node.One || node instanceof Node.At) {
            return 1;
        }
        if (node instanceof Node.Group group) {
            return 2 + instructions(group.body());
        }
        if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().mapToLong(Compiler::instructions).sum();
        }
        if (node instanceof Node.Choice choice) {
            return choice.options().stream()
                    .mapToLong(option -> 1 + instructions(option))
                    .sum();
        }
        if (node instanceof Node.Repeat repeat) {
            long copies = repeat.max() == Node.UNBOUNDED ? Math.max(1, repeat.min()) : repeat.max();
            // cut, so that nested repetitions cannot overflow; each costs more than is allowed already
            return Math.min(Integer.MAX_VALUE, 2 + copies * (1 + instructions(repeat.body())));
        }
        return 0;
    }

    private int add(byte operation, int argument, int next, int other) {
        if (size == operations.length) {
            int capacity = size * 2;
            operations = Arrays.copyOf(operations, capacity);
            arguments = Arrays.copyOf(arguments, capacity);
            nexts = Arrays.copyOf(nexts, capacity);
            others = Arrays.copyOf(others, capacity);
        }
        operations[size] = operation;
        arguments[size] = argument;
        nexts[size] = next;
        others[size] = other;
        return size++;
    }

    /** Where the node starts, when {@code next} follows it. */
    private int emit(Node node, int next) {
        if (node instanceof Node.One one) {
            Integer number = numbers.computeIfAbsent(one.set(), set -> {
                sets.add(set);
                return sets.size() - 1;
            });
            return add(Program.ONE, number, next, 0);
        }
        if (node instanceof Node.At at) {
            hasPlaces = true;
            return add(Program.PLACE, at.place(), next, 0);
        }
        if (node instanceof Node.Group group) {
            int end = add(Program.BOUND, 2 * group.index() + 1, next, 0);
            return add(Program.BOUND, 2 * group.index(), emit(group.body(), end), 0);
        }
        if (node instanceof Node.Sequence sequence) {
            int start = next;
            for (int i = sequence.parts().size() - 1; i >= 0; i--) {
                start = emit(sequence.parts().get(i), start);
            }
            return start;
        }
        if (node instanceof Node.Choice choice) {
            int last = choice.options().size() - 1;
            int start = emit(choice.options().get(last), next);
            for (int i = last - 1; i >= 0; i--) {
                start = add(Program.SPLIT, 0, emit(choice.options().get(i), next), start);
            }
            return start;
        }
        return node instanceof Node.Repeat repeat ? repeat(repeat, next) : next;
    }

    private int repeat(Node.Repeat node, int next) {
        boolean greedy = node.greedy();
        int start = next;
        int copies = node.min();
        if (node.max() == Node.UNBOUNDED) {
            if (copies == 0) {
                // x* of what can be empty is (x+)?: then an empty first round ends in a match of x, not beside it
                start = node.body().canBeEmpty() ? split(oneOrMore(node, next), next, greedy) : zeroOrMore(node, next);
            } else {
                start = oneOrMore(node, next);
                copies--;
            }
        } else {
            for (int i = node.min(); i < node.max(); i++) {
                start = split(emit(node.body(), start), next, greedy);
            }
        }
        for (int i = 0; i < copies; i++) {
            start = emit(node.body(), start);
        }
        return start;
    }

    private int split(int into, int past, boolean greedy) {
        return greedy ? add(Program.SPLIT, 0, into, past) : add(Program.SPLIT, 0, past, into);
    }

    private int zeroOrMore(Node.Repeat node, int next) {
        int loop = add(Program.SPLIT, 0, 0, 0);
        patch(loop, emit(node.body(), loop), next, node.greedy());
        return loop;
    }

    private int oneOrMore(Node.Repeat node, int next) {
        int loop = add(Program.SPLIT, 0, 0, 0);
        int body = emit(node.body(), loop);
        patch(loop, body, next, node.greedy());
        return body;
    }

    private void patch(int loop, int into, int past, boolean greedy) {
        nexts[loop] = greedy ? into : past;
        others[loop] = greedy ? past : into;
    }
}
