/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.storage.column.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * Names a stored column.
 *
 * @param name as in SQL, or the attribute's key
 * @param attribute whether events brought it along
 * @param type of all its values; never JSON or ANY
 */
public record ColumnKey(String name, boolean attribute, ColumnType type) {
    // By hand: the JDK makes what a record compares and hashes with out of forty classes, when the first event is
    // stored.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ColumnKey key
                && type == key.type
                && attribute == key.attribute
                && name.equals(key.name);
    }

    @Override
    public int hashCode() {
        return (31 * name.hashCode() + type.hashCode()) * 31 + Boolean.hashCode(attribute);
    }
}
