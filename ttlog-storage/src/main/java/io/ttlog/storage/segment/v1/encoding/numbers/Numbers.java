/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.column.ColumnType;

/** Which columns hold numbers. */
public final class Numbers {
    private Numbers() {}

    static boolean isNumber(ColumnType type) {
        return switch (type) {
            case LONG, DOUBLE, BOOLEAN, TIMESTAMP, DURATION -> true;
            case TEXT, BYTES, JSON, ANY -> false;
        };
    }

    /** Numbers of which close ones have close bits. */
    static boolean isWhole(ColumnType type) {
        return type == ColumnType.LONG || type == ColumnType.TIMESTAMP || type == ColumnType.DURATION;
    }
}
