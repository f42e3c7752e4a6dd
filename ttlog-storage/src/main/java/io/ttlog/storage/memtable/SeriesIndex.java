/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import java.util.Arrays;

/**
 * Which series of a memtable a reading is of: those with the same bytes of name, kind, unit, description, service and labels are of one. Knows the first
 * {@link #SERIES_MAX} of them, whose labels have at most {@link #BYTES_MAX}, and the one before; a reading of another makes a series anew, which costs
 * memory and nothing else. Belongs to one source of symbols and to the writer's thread.
 */
final class SeriesIndex {
    /** Series that are known, and come again after others. */
    static final int SERIES_MAX = BytePool.DISTINCT_MAX;

    /** Longer labels are appended with each reading, so that the index has at most 32 MiB. */
    static final int BYTES_MAX = 512;

    /** Four symbols, kind, temporality. */
    private static final int HEAD_BYTES = 4 * Integer.BYTES + 2;

    private static final int NOT_KEPT = -1;

    private final Table table;
    private final BytePool keys = new BytePool();
    private final IntList seriesOfKey = new IntList();
    private final IntList naturalBytes = new IntList();
    private int known;

    private byte[] key = new byte[HEAD_BYTES + BYTES_MAX];
    private int keyBytes;
    private byte[] lastKey = new byte[HEAD_BYTES + BYTES_MAX];
    private int lastKeyBytes;
    private int lastSeries;
    private int lastNaturalBytes;

    SeriesIndex(Table table) {
        this.table = table;
    }

    /** Looks for the series of a reading; false when it is not known, and has to be {@linkplain #add added}. */
    boolean find(EventReader event) {
        takeKey(event);
        if (keyBytes == NOT_KEPT) {
            return false;
        }
        if (keyBytes == lastKeyBytes && Arrays.equals(key, 0, keyBytes, lastKey, 0, keyBytes)) {
            return true;
        }
        int id = keys.find(key, 0, keyBytes);
        if (id < 0) {
            return false;
        }
        last(seriesOfKey.get(id), naturalBytes.get(id));
        return true;
    }

    /** A new series, for the reading that was looked for: its columns are appended next. */
    int add() {
        last(table.newSeries(), 0);
        return lastSeries;
    }

    /** The series is appended, and has that many bytes at natural width. */
    void added(int natural) {
        lastNaturalBytes = natural;
        if (lastKeyBytes != NOT_KEPT && known < SERIES_MAX) {
            int id = keys.idOf(lastKey, 0, lastKeyBytes);
            assert id == known : "it was not found";
            seriesOfKey.set(known, lastSeries);
            naturalBytes.set(known++, natural);
        }
    }

    private void last(int series, int natural) {
        lastSeries = series;
        lastNaturalBytes = natural;
        byte[] swap = lastKey;
        lastKey = key;
        key = swap;
        lastKeyBytes = keyBytes;
    }

    /** The series that was found or added last. */
    int series() {
        return lastSeries;
    }

    /** Its bytes at natural width. */
    int naturalBytes() {
        return lastNaturalBytes;
    }

    private void takeKey(EventReader event) {
        int from = event.fieldsOffset();
        int to = event.hasBuckets() ? event.bucketsOffset() : event.offset() + event.recordBytes();
        int length = to - from;
        if (length > BYTES_MAX) {
            keyBytes = NOT_KEPT;
            return;
        }
        byte[] target = key;
        EventFormat.putLong(target, 0, (long) event.name() << Integer.SIZE | event.service());
        EventFormat.putLong(target, Long.BYTES, (long) event.unit() << Integer.SIZE | event.description());
        target[2 * Long.BYTES] = (byte) event.metricKind().ordinal();
        target[2 * Long.BYTES + 1] = (byte) event.temporality().ordinal();
        System.arraycopy(event.buffer(), from, target, HEAD_BYTES, length);
        keyBytes = HEAD_BYTES + length;
    }
}
