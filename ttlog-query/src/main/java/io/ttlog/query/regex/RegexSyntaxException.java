/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

/** A pattern that cannot be read, or is larger than a bound. */
public final class RegexSyntaxException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int index;

    RegexSyntaxException(int index, String what) {
        super(what);
        this.index = index;
    }

    /** Where in the pattern, counted from 0. */
    public int index() {
        return index;
    }
}
