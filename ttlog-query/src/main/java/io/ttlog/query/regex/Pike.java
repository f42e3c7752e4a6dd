/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.Arrays;

/**
 * Where the first match and its groups lie: all threads of the program move along the text together, in the order of preference (Pike's
 * machine, in Cox 2009). Time is bounded by instructions times code points. For one thread.
 */
final class Pike {
    private final Program program;
    private final Alphabet alphabet;
    private final Literals literals;

    /** Of each bound of the program: where it is kept, or -1. */
    private final int[] kept;

    private final int keptCount;
    private Threads current;
    private Threads next;

    /** The bounds of the thread at each place. */
    private int[] currentBounds;

    private int[] nextBounds;

    /** Places to go, and bounds to be restored when all behind them is done: pairs. */
    private final int[] stack;

    private final int[] bounds;
    private final int[] found;

    /**
     * A machine.
     *
     * @param groups those whose bounds are asked for
     */
    Pike(Program program, Literals literals, int[] groups) {
        this.program = program;
        this.literals = literals;
        this.alphabet = program.alphabet();
        this.kept = new int[2 * program.groups() + 2];
        Arrays.fill(kept, -1);
        int count = 0;
        for (int group : groups) {
            if (kept[2 * group] < 0) {
                kept[2 * group] = count++;
                kept[2 * group + 1] = count++;
            }
        }
        this.keptCount = count;
        this.current = new Threads(program.size());
        this.next = new Threads(program.size());
        this.currentBounds = new int[program.size() * count];
        this.nextBounds = new int[program.size() * count];
        this.stack = new int[4 * program.size() + 4];
        this.bounds = new int[count];
        this.found = new int[count];
    }

    /** Where the bound of the match that was found last lies; -1 of a group that took no part. */
    int bound(int bound) {
        return found[kept[bound]];
    }

    /** The text that was searched last, and to where: what the literals know of it stays true behind. */
    private String text = "";

    private int searchedFrom;
    private int readTo;

    /** The index behind what the last search has read. */
    int readTo() {
        return readTo;
    }

    /** Finds the leftmost match from an index on; what stands before counts for places only. */
    boolean find(String searched, int from) {
        if (!isSame(searched) || from < searchedFrom) {
            text = searched;
            literals.begin();
        }
        searchedFrom = from;
        boolean skips = literals.hasPrefixes() && !program.hasPlaces();
        current.clear();
        boolean matched = false;
        int length = text.length();
        int at = from;
        int before = at == 0 ? Places.NONE : alphabet.kind(alphabet.classOf(text.codePointBefore(at)));
        while (true) {
            if (skips && !matched && current.size() == 0) {
                at = literals.candidate(text, at);
                if (at < 0) {
                    at = length;
                    break;
                }
            }
            int point = at < length ? text.codePointAt(at) : -1;
            int charClass = point < 0 ? -1 : alphabet.classOf(point);
            int behind = point < 0 ? Places.NONE : alphabet.kind(charClass);
            int flags = Places.between(before, behind);
            if (!matched && (at == 0 || !program.beginsWithText())) {
                Arrays.fill(bounds, -1);
                follow(current, currentBounds, program.start(), at, flags);
            }
            if (current.size() == 0 && (matched || program.beginsWithText())) {
                break;
            }
            int following = at + (point < 0 ? 0 : Character.charCount(point));
            int flagsBehind = 0;
            if (point >= 0) {
                int pointBehind = following < length ? text.codePointAt(following) : -1;
                int kindBehind = pointBehind < 0 ? Places.NONE : alphabet.kind(alphabet.classOf(pointBehind));
                flagsBehind = Places.between(behind, kindBehind);
            }
            next.clear();
            for (int i = 0; i < current.size(); i++) {
                int place = current.get(i);
                byte operation = program.operations()[place];
                if (operation == Program.MATCH) {
                    System.arraycopy(currentBounds, place * keptCount, found, 0, keptCount);
                    matched = true;
                    break; // what comes behind is less preferred
                }
                if (operation == Program.ONE
                        && charClass >= 0
                        && alphabet.isMember(program.arguments()[place], charClass)) {
                    System.arraycopy(currentBounds, place * keptCount, bounds, 0, keptCount);
                    follow(next, nextBounds, program.nexts()[place], following, flagsBehind);
                }
            }
            Threads threads = current;
            current = next;
            next = threads;
            int[] swapped = currentBounds;
            currentBounds = nextBounds;
            nextBounds = swapped;
            if (point < 0) {
                break;
            }
            at = following;
            before = behind;
            if (matched && keptCount == 0) {
                break; // that there is one was asked for
            }
        }
        readTo = at;
        return matched;
    }

    @SuppressWarnings(
            "ReferenceEquality") // an equal text would be found to be the same, too, but for more than that is worth
    private boolean isSame(String searched) {
        return text == searched;
    }

    /** Adds threads at all places that can be reached without reading, in the order of preference. */
    private void follow(Threads threads, int[] kepts, int from, int position, int flags) {
        int depth = 0;
        stack[depth++] = from;
        stack[depth++] = -1;
        while (depth > 0) {
            int slot = stack[--depth];
            int place = stack[--depth];
            if (slot >= 0) {
                bounds[slot] = place; // not a place: the position that the bound had
                continue;
            }
            if (!threads.add(place)) {
                continue;
            }
            switch (program.operations()[place]) {
                case Program.SPLIT -> {
                    stack[depth++] = program.others()[place];
                    stack[depth++] = -1;
                    stack[depth++] = program.nexts()[place];
                    stack[depth++] = -1;
                }
                case Program.BOUND -> {
                    int bound = kept[program.arguments()[place]];
                    if (bound >= 0) {
                        stack[depth++] = bounds[bound];
                        stack[depth++] = bound;
                        bounds[bound] = position;
                    }
                    stack[depth++] = program.nexts()[place];
                    stack[depth++] = -1;
                }
                case Program.PLACE -> {
                    if ((flags & program.arguments()[place]) != 0) {
                        stack[depth++] = program.nexts()[place];
                        stack[depth++] = -1;
                    }
                }
                default -> System.arraycopy(bounds, 0, kepts, place * keptCount, keptCount);
            }
        }
    }
}
