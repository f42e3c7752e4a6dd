/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jdbc;

import io.ttlog.QueryResult;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;

/** How types of ttlog look in JDBC. */
enum JdbcType {
    LONG(Types.BIGINT, Long.class, 19, 20),
    DOUBLE(Types.DOUBLE, Double.class, 17, 24),
    BOOLEAN(Types.BOOLEAN, Boolean.class, 1, 5),
    TEXT(Types.VARCHAR, String.class, Integer.MAX_VALUE, Integer.MAX_VALUE),
    BYTES(Types.VARBINARY, byte[].class, Integer.MAX_VALUE, Integer.MAX_VALUE),
    TIMESTAMP(Types.TIMESTAMP, Timestamp.class, 29, 29),
    DURATION(Types.OTHER, Duration.class, 19, 20),
    JSON(Types.VARCHAR, String.class, Integer.MAX_VALUE, Integer.MAX_VALUE),
    ANY(Types.OTHER, Object.class, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /** One of {@link Types}. */
    final int type;

    /** What getObject gives. */
    final Class<?> javaClass;

    /** Digits, characters or bytes. */
    final int precision;

    final int displaySize;

    JdbcType(int type, Class<?> javaClass, int precision, int displaySize) {
        this.type = type;
        this.javaClass = javaClass;
        this.precision = precision;
        this.displaySize = displaySize;
    }

    static JdbcType of(QueryResult.Type type) {
        return valueOf(type.name());
    }

    boolean isSigned() {
        return this == LONG || this == DOUBLE || this == DURATION;
    }

    boolean isCaseSensitive() {
        return this == TEXT || this == JSON || this == ANY;
    }
}
