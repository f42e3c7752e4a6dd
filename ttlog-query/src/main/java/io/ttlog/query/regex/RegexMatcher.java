/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import org.jspecify.annotations.Nullable;

/** Searches texts for one {@link Regex}. Keeps what it learns about the pattern between texts. For one thread. */
public final class RegexMatcher {
    private final Program program;
    private final Literals literals;
    private final int[] groups;
    private final Dfa dfa;

    /** Made when first needed: most matchers never ask where a match lies. */
    private @Nullable Pike pike;

    private @Nullable Pike simulated;

    RegexMatcher(Program program, Literals literals, int[] groups) {
        this.program = program;
        this.literals = literals;
        this.groups = groups.clone();
        this.dfa = new Dfa(program, literals);
    }

    /** Whether the text has a match anywhere. */
    public boolean isFound(String text) {
        if (!literals.mayMatch(text)) {
            return false;
        }
        int answer = dfa.search(text);
        if (answer != Dfa.UNDECIDED) {
            return answer == Dfa.YES;
        }
        Pike machine = simulated;
        if (machine == null) {
            machine = new Pike(program, literals.copy(), new int[0]);
            simulated = machine;
        }
        return machine.find(text, 0);
    }

    /** Finds the first match from an index on; {@link #start} and {@link #end} tell where. */
    public boolean find(String text, int from) {
        return pike().find(text, from);
    }

    private Pike pike() {
        Pike machine = pike;
        if (machine == null) {
            machine = new Pike(program, literals.copy(), groups);
            pike = machine;
        }
        return machine;
    }

    /** Where a group of the match begins; -1 when it took no part. */
    public int start(int group) {
        return pike().bound(2 * group);
    }

    /** Where a group of the match ends. */
    public int end(int group) {
        return pike().bound(2 * group + 1);
    }

    /** The index behind what the last {@link #find} has read, which may be far behind the match. */
    public int readTo() {
        return pike().readTo();
    }
}
