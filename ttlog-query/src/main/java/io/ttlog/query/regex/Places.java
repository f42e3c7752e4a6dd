/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

/** Places between two code points, as flags, and what tells them: the kinds of the points before and behind. Stateless. */
final class Places {
    static final int BEGIN_TEXT = 1;
    static final int END_TEXT = 2;
    static final int BEGIN_LINE = 4;
    static final int END_LINE = 8;
    static final int WORD_BOUNDARY = 16;
    static final int NO_WORD_BOUNDARY = 32;

    /** Kinds of neighbours. */
    static final int OTHER = 0;

    static final int WORD = 1;
    static final int NEWLINE = 2;

    /** No neighbour: the text begins or ends here. */
    static final int NONE = 3;

    static final int KINDS = 4;

    private Places() {}

    /** The flags that hold between neighbours of these kinds. */
    static int between(int before, int behind) {
        int flags = (before == WORD) != (behind == WORD) ? WORD_BOUNDARY : NO_WORD_BOUNDARY;
        if (before == NONE) {
            flags |= BEGIN_TEXT | BEGIN_LINE;
        } else if (before == NEWLINE) {
            flags |= BEGIN_LINE;
        }
        if (behind == NONE) {
            flags |= END_TEXT | END_LINE;
        } else if (behind == NEWLINE) {
            flags |= END_LINE;
        }
        return flags;
    }
}
