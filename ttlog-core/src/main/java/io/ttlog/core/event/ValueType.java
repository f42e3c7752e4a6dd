/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.core.CorruptDataException;

/** The type of a field's value. The ordinal is the wire value and never changes (RFC-0001). */
public enum ValueType {
    /** No payload. */
    NULL,
    /** 8 bytes. */
    LONG,
    /** 8 bytes, raw IEEE 754 bits: a NaN keeps its payload. */
    DOUBLE,
    /** 1 byte, 0 or 1. */
    BOOLEAN,
    /** 4 bytes length, then WTF-8 ({@link Wtf8}). */
    TEXT,
    /** 4 bytes length, then the bytes. */
    BYTES,
    /** 8 bytes, nanoseconds since 1970 UTC. */
    TIMESTAMP,
    /** 8 bytes, nanoseconds. */
    DURATION;

    private static final ValueType[] VALUES = values();

    /** The type with this wire value; anything else is corrupt. */
    public static ValueType of(int wire, String source, long offset) {
        if (wire < 0 || wire >= VALUES.length) {
            throw new CorruptDataException(
                    source, offset, "value type " + wire + ", known are 0 to " + (VALUES.length - 1));
        }
        return VALUES[wire];
    }
}
