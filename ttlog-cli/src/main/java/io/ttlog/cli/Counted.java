/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

/** Numbers of things in sentences. */
final class Counted {
    private Counted() {}

    /** {@code 1 row}, {@code 2 rows}. */
    static String of(long count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
