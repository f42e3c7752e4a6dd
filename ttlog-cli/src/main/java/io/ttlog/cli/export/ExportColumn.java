/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;

/**
 * A column of a file.
 *
 * @param name in the file
 * @param source the column of the table
 * @param type of its values in the file; ANY only in formats of text
 */
record ExportColumn(String name, ColumnRef source, ColumnType type) {
    /** The column of attributes that have none of their own. */
    static final String ATTRS = "attrs";

    /** Whether this is the column of attributes that have none of their own. */
    boolean isAttrs() {
        return !source.attribute() && source.name().equals(ATTRS);
    }
}
