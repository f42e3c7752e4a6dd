/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

/**
 * Where a node stands in the SQL text. All places are equal, so that two nodes are equal when they mean the same, wherever
 * they stand: that is how {@code GROUP BY lower(x)} finds {@code SELECT lower(x)}.
 *
 * @param from index of the first character
 * @param to index after the last character
 * @param caret index of the character that an error points at: the operator, of an operator
 */
public record Place(int from, int to, int caret) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Place;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
