/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

/** The type of a column. The ordinal is the wire value and never changes (RFC-0002). */
public enum ColumnType {
    /** {@link LongVector}. */
    LONG,
    /** {@link DoubleVector}. */
    DOUBLE,
    /** {@link BooleanVector}. */
    BOOLEAN,
    /** {@link TextVector}. */
    TEXT,
    /** {@link BytesVector}. */
    BYTES,
    /** {@link LongVector} of nanoseconds since 1970 UTC. */
    TIMESTAMP,
    /** {@link LongVector} of nanoseconds. */
    DURATION,
    /** {@link TextVector} of JSON documents; only in results. */
    JSON,
    /** {@link AnyVector}: values of several types; only in results. */
    ANY
}
