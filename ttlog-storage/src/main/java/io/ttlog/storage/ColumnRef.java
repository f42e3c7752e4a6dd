/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

/**
 * The name of a column: one that every row of the table has, or an attribute that events brought along.
 *
 * @param name as in SQL, or the attribute's key
 * @param attribute whether it is an attribute
 */
public record ColumnRef(String name, boolean attribute) {
    /** A column that every row of the table has. */
    public static ColumnRef fixed(String name) {
        return new ColumnRef(name, false);
    }

    /** An attribute. */
    public static ColumnRef attribute(String key) {
        return new ColumnRef(key, true);
    }
}
