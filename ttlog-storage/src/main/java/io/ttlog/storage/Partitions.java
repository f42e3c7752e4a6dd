/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * How the rows of one seal fall into segments by time: by the finest of hour, day, 30 days and all that makes at most {@link
 * #PARTITIONS_MAX} of them, so that live telemetry gets hours, and an import of years does not get thousands of files.
 */
enum Partitions {
    HOUR(3_600_000_000_000L),
    DAY(86_400_000_000_000L),
    MONTH(30 * 86_400_000_000_000L),
    ALL(0);

    /** Most segments a table a seal. */
    static final int PARTITIONS_MAX = 32;

    private static final DateTimeFormatter HOUR_NAME = DateTimeFormatter.ofPattern("'h'uuuuMMdd'-'HH", Locale.ROOT);
    private static final DateTimeFormatter DAY_NAME = DateTimeFormatter.ofPattern("'d'uuuuMMdd", Locale.ROOT);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long nanos;

    Partitions(long nanos) {
        this.nanos = nanos;
    }

    /** The granularity for rows of these times. */
    static Partitions of(int rowCount, IntToLongFunction timestamps) {
        for (Partitions granularity : values()) {
            Set<Long> seen = new HashSet<>();
            long last = 0;
            for (int row = 0; row < rowCount && seen.size() <= PARTITIONS_MAX; row++) {
                long index = granularity.index(timestamps.applyAsLong(row));
                if (row == 0 || index != last) { // neighbours mostly fall together: no box for each row
                    seen.add(index);
                    last = index;
                }
            }
            if (seen.size() <= PARTITIONS_MAX) {
                return granularity;
            }
        }
        return ALL;
    }

    /** Which partition a time falls into. */
    long index(long timestampNanos) {
        return this == ALL ? 0 : Math.floorDiv(timestampNanos, nanos);
    }

    /** The folder of a partition: its granularity and its start. */
    String folder(long index) {
        if (this == ALL) {
            return "all";
        }
        long seconds = index * (nanos / NANOS_PER_SECOND);
        LocalDateTime start = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        return switch (this) {
            case HOUR -> start.format(HOUR_NAME);
            case DAY -> start.format(DAY_NAME);
            default -> "m" + start.format(DAY_NAME).substring(1);
        };
    }
}
