/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a text has a match, one table look-up a code point. A state is a set of places in the program, and the kind of the code point
 * before; states and transitions are made when a text first asks for them. When the table is full, it starts anew; when it fills
 * again before that paid off, the pattern is given up as one of too many states and {@link #UNDECIDED} tells to simulate it instead. For
 * one thread.
 */
final class Dfa {
    static final int NO = 0;
    static final int YES = 1;
    static final int UNDECIDED = 2;

    /** Transitions of the table: 4 MiB. */
    private static final int CELLS_MAX = 1 << 20;

    /** Places that all states hold together: 4 MiB. */
    private static final int PLACES_MAX = 1 << 20;

    /** Code points to be read per state made: below, making states costs more than it saves (as in RE2). */
    private static final int POINTS_PER_STATE = 10;

    private static final int UNKNOWN = 0;
    private static final int MATCHED = 1;

    /** No match any more, or none when the text ends. */
    private static final int DEAD = 2;

    private static final int FIRST_STATE = 3;

    @SuppressWarnings("ArrayRecordComponent") // never changed, and compared by what is in it
    private record Key(int[] places, int kind) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.kind == kind && Arrays.equals(key.places, places);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(places) * 31 + kind;
        }
    }

    private final Program program;
    private final Alphabet alphabet;
    private final Literals literals;

    /** Transitions of a state: one per class, one for the end of the text. */
    private final int stride;

    private final Map<Key, Integer> numbers = new HashMap<>();
    private Key[] states = new Key[16];
    private int[] table;
    private int heldPlaces;

    /** The state before the text; UNKNOWN before it is asked for. */
    private int start;

    /** The state in which no match has begun, so that the literals may look for where one can; -1 when there is none. */
    private int idle;

    private final Threads closure;
    private final Threads following;
    private final int[] stack;

    /** Code points read since the table was begun, before this text; and how far this text was read. */
    private long pointsRead;

    private int readTo;
    private boolean givenUp;

    Dfa(Program program, Literals literals) {
        this.program = program;
        this.alphabet = program.alphabet();
        this.literals = literals;
        this.stride = alphabet.count() + 1;
        this.closure = new Threads(program.size());
        this.following = new Threads(program.size());
        this.stack = new int[2 * program.size() + 2];
        this.table = new int[0];
        reset();
    }

    private void reset() {
        numbers.clear();
        heldPlaces = 0;
        pointsRead = -readTo;
        start = UNKNOWN;
        idle = -1;
        Arrays.fill(table, UNKNOWN);
    }

    /** Whether the text has a match. */
    int search(String text) {
        if (givenUp) {
            return UNDECIDED;
        }
        readTo = 0;
        if (start == UNKNOWN) {
            start = start();
        }
        int state = start;
        if (state < FIRST_STATE) {
            return state == MATCHED ? YES : NO;
        }
        // only without places is there one idle state, which says nothing of the code point before
        idle = program.hasPlaces() || !literals.hasPrefixes() ? -1 : state;
        if (idle >= 0) {
            literals.begin();
        }
        int result = run(text, state);
        pointsRead += readTo;
        return givenUp ? UNDECIDED : result;
    }

    private int run(String text, int from) {
        int state = from;
        int[] low = alphabet.low();
        int length = text.length();
        for (int at = 0; at < length; at++) {
            if (state == idle) {
                at = literals.candidate(text, at);
                if (at < 0) {
                    readTo = length;
                    return NO;
                }
            }
            int c = text.charAt(at);
            int charClass;
            if (c < low.length) {
                charClass = low[c];
            } else {
                int point = Character.isHighSurrogate((char) c) ? text.codePointAt(at) : c;
                at += Character.charCount(point) - 1;
                charClass = alphabet.classOf(point);
            }
            int next = table[state * stride + charClass];
            if (next < FIRST_STATE) {
                readTo = at;
                next = next == UNKNOWN ? step(state, charClass) : next;
                if (next < FIRST_STATE || givenUp) {
                    return next == MATCHED ? YES : NO;
                }
            }
            state = next;
        }
        readTo = length;
        int last = table[state * stride + stride - 1];
        return (last == UNKNOWN ? step(state, stride - 1) : last) == MATCHED ? YES : NO;
    }

    private int start() {
        following.clear();
        follow(following, program.start(), 0);
        return state(program.hasPlaces() ? Places.NONE : Places.OTHER);
    }

    /** The state that follows; the last class is the end of the text. */
    private int step(int state, int charClass) {
        boolean atEnd = charClass == stride - 1;
        Key key = states[state];
        if (key == null) {
            throw new IllegalStateException("no state " + state);
        }
        int kind = atEnd ? Places.NONE : alphabet.kind(charClass);
        int flags = Places.between(key.kind, kind);
        closure.clear();
        for (int place : key.places) {
            follow(closure, place, flags);
        }
        following.clear();
        boolean matched = false;
        for (int i = 0; i < closure.size(); i++) {
            int place = closure.get(i);
            byte operation = program.operations()[place];
            matched |= operation == Program.MATCH;
            if (operation == Program.ONE && !atEnd && alphabet.isMember(program.arguments()[place], charClass)) {
                follow(following, program.nexts()[place], 0);
            }
        }
        if (matched || atEnd) {
            int result = matched ? MATCHED : DEAD;
            table[state * stride + charClass] = result;
            return result;
        }
        if (!program.beginsWithText()) {
            follow(following, program.start(), 0);
        }
        int next = state(program.hasPlaces() ? kind : Places.OTHER);
        // a table begun anew has forgotten the state that this transition leads from
        Integer number = numbers.get(key);
        if (number != null && number == state) {
            table[state * stride + charClass] = next;
        }
        return next;
    }

    /** Adds the place and what can be reached from it without reading; where places do not hold, they stay, to be asked again. */
    private void follow(Threads threads, int from, int flags) {
        int depth = 0;
        stack[depth++] = from;
        while (depth > 0) {
            int place = stack[--depth];
            if (!threads.add(place)) {
                continue;
            }
            switch (program.operations()[place]) {
                case Program.SPLIT -> {
                    stack[depth++] = program.others()[place];
                    stack[depth++] = program.nexts()[place];
                }
                case Program.BOUND -> stack[depth++] = program.nexts()[place];
                case Program.PLACE -> {
                    if ((flags & program.arguments()[place]) != 0) {
                        stack[depth++] = program.nexts()[place];
                    }
                }
                default -> {}
            }
        }
    }

    /** The number of the state of {@link #following}. */
    private int state(int kind) {
        int[] places = new int[following.size()];
        int count = 0;
        for (int i = 0; i < following.size(); i++) {
            int place = following.get(i);
            byte operation = program.operations()[place];
            if (operation == Program.MATCH) {
                return MATCHED;
            }
            if (operation == Program.ONE || operation == Program.PLACE) {
                places[count++] = place;
            }
        }
        if (count == 0) {
            return DEAD;
        }
        places = Arrays.copyOf(places, count);
        Arrays.sort(places);
        Key key = new Key(places, kind);
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        int number = FIRST_STATE + numbers.size();
        boolean full = (number + 1L) * stride > CELLS_MAX || heldPlaces > PLACES_MAX;
        if (full) {
            givenUp |= pointsRead + readTo < (long) POINTS_PER_STATE * numbers.size();
            reset();
            number = FIRST_STATE;
        }
        if (number >= states.length) {
            states = Arrays.copyOf(states, states.length * 2);
        }
        if ((number + 1) * stride > table.length) {
            table = Arrays.copyOf(table, Math.min(CELLS_MAX + stride, Math.max(16, number * 2) * stride));
        }
        heldPlaces += count;
        states[number] = key;
        numbers.put(key, number);
        return number;
    }
}
