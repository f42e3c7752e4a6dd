/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.ValueType;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The labels of series whose points came before, by the bytes that hold them in an event: which entries they are of which columns. A table of
 * {@link #SERIES_MAX}, in which series that meet in one place take it from each other. Belongs to one memtable and thread.
 */
final class LabelCache {
    /** Series that are known at once. */
    static final int SERIES_MAX = 1 << 10;

    /** Longer labels are looked up each time, so that the table has at most a mebibyte. */
    private static final int BYTES_MAX = 512;

    private final @Nullable Labels[] table = new Labels[SERIES_MAX];

    /** The place of an event's labels, of these or of others; null for labels that are not kept. */
    @Nullable
    Labels of(EventReader event) {
        int from = event.fieldsOffset();
        int length = event.offset() + event.recordBytes() - from;
        if (length <= 0 || length > BYTES_MAX || event.fieldCount() == 0) {
            return null;
        }
        int place = BytePool.hash(event.buffer(), from, length) & SERIES_MAX - 1;
        Labels labels = table[place];
        if (labels == null) {
            table[place] = labels = new Labels();
        }
        return labels;
    }

    /** The labels of one series. */
    static final class Labels {
        private byte[] bytes = new byte[0];
        private BinaryColumn[] columns = new BinaryColumn[0];
        private int[] ids = new int[0];
        private int naturalBytes;

        /** Whether these are the labels of the event. */
        boolean isKnown(EventReader event) {
            int from = event.fieldsOffset();
            int to = event.offset() + event.recordBytes();
            return bytes.length > 0 && Arrays.equals(event.buffer(), from, to, bytes, 0, bytes.length);
        }

        /** Takes the labels of an event, whose fields have just been appended, each to a column of its own; others than texts are not kept. */
        void learn(EventReader event, IntFunction<@Nullable Attribute> attributes, int natural) {
            bytes = new byte[0];
            BinaryColumn[] all = new BinaryColumn[event.fieldCount()];
            int[] entries = new int[all.length];
            event.rewind();
            for (int i = 0; event.nextField(); i++) {
                Attribute attribute = attributes.apply(event.fieldKey());
                if (attribute == null || event.fieldType() != ValueType.TEXT) {
                    return;
                }
                if (!(attribute.lastColumn() instanceof BinaryColumn column)) {
                    return;
                }
                all[i] = column;
                entries[i] = column.lastId();
            }
            columns = all;
            ids = entries;
            naturalBytes = natural;
            int from = event.fieldsOffset();
            bytes = Arrays.copyOfRange(event.buffer(), from, event.offset() + event.recordBytes());
        }

        int count() {
            return columns.length;
        }

        BinaryColumn column(int index) {
            return columns[index];
        }

        int id(int index) {
            return ids[index];
        }

        int naturalBytes() {
            return naturalBytes;
        }
    }
}
