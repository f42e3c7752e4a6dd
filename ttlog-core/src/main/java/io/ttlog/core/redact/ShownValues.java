/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction.Way;
import java.util.Arrays;

/**
 * The redacted values of one record, to be found again in its message and error, which may have been made of them. A value of
 * {@link #WORD_BYTES} and more is found wherever it stands, a shorter one as a whole word, and of a long one {@link #PART_BYTES} are
 * enough, since texts are cut. In time linear in the text, for each value. Allocates nothing once its arrays have grown. Belongs to
 * one thread.
 */
final class ShownValues {
    /** Most values that are looked for; of a record with more, message and error are redacted as a whole. */
    static final int VALUES_MAX = 16;
    /** Shorter values are looked for as words. */
    static final int WORD_BYTES = 4;
    /** So many bytes of a value are no accident. */
    static final int PART_BYTES = 32;

    private static final byte ELLIPSIS = (byte) 0xE2; // the first byte of the mark of a text that was cut

    private final int[] starts = new int[VALUES_MAX + 1]; // in bytes; the last one is where the next value starts
    private final Way[] ways = new Way[VALUES_MAX];
    private byte[] bytes = new byte[256];
    private int count;
    private boolean tooMany;

    private int from;
    private int to;
    private Way way = Way.MASK;

    void clear() {
        count = 0;
        tooMany = false;
    }

    void add(Way wanted, byte[] value, int first, int end) {
        if (first == end) {
            return;
        }
        if (count == VALUES_MAX) {
            tooMany = true;
            return;
        }
        final int start = starts[count];
        final int next = start + end - first;
        if (next > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(next, 2 * bytes.length));
        }
        System.arraycopy(value, first, bytes, start, end - first);
        ways[count] = wanted;
        starts[++count] = next;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** As {@link Scanner#find}. */
    boolean find(byte[] text, int start, int place, int end) {
        if (tooMany && place < end) {
            from = place;
            to = end;
            way = Way.MASK;
            return true;
        }
        for (int i = place; i < end; i++) {
            for (int v = 0; v < count; v++) {
                if (text[i] == bytes[starts[v]]) {
                    final int shown = shown(v, text, start, i, end);
                    if (shown > 0) {
                        from = i;
                        to = i + shown;
                        way = ways[v];
                        return true;
                    }
                }
            }
        }
        return false;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    Way way() {
        return way;
    }

    /** How many bytes of the value stand here; 0 when it does not. */
    private int shown(int value, byte[] text, int start, int at, int end) {
        final int first = starts[value];
        final int length = starts[value + 1] - first;
        int same = 1;
        while (same < length && at + same < end && text[at + same] == bytes[first + same]) {
            same++;
        }
        if (same == length) {
            final boolean word = !Ascii.isAt(text, at - 1, start, end, Ascii.ALNUM)
                    && !Ascii.isAt(text, at + same, start, end, Ascii.ALNUM);
            return length >= WORD_BYTES || word ? same : 0;
        }
        final boolean cut = same >= WORD_BYTES && (at + same == end || text[at + same] == ELLIPSIS);
        return cut || same >= PART_BYTES ? same : 0;
    }
}
