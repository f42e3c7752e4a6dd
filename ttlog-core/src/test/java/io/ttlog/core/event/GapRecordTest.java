/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GapRecordTest {
    private static final int BYTES = EventFormat.HEADER_BYTES + EventFormat.GAP_BLOCK_BYTES;
    private static final int UNTIL = EventFormat.HEADER_BYTES;
    private static final int COUNT = UNTIL + Long.BYTES;

    private static byte[] gap() {
        EventEncoder encoder = new EventEncoder();
        encoder.beginGap(Level.INFO.ordinal(), DropReason.TOO_LARGE, 3, 4, 1_000, 2_000, 5);
        return SampleEvents.record(encoder);
    }

    private static EventReader read(byte[] record) {
        return new EventReader().wrapChecked(record, 0, record.length, "test", 100);
    }

    @Test
    void tellsWhatWasLostOfEachKind() {
        EventEncoder encoder = new EventEncoder();
        for (int kind = 0; kind < EventFormat.GAP_KINDS; kind++) {
            encoder.beginGap(kind, DropReason.SINK_FAILED, 3, 4, -7, 8, 9);
            EventReader gap = read(SampleEvents.record(encoder));
            boolean log = kind < Level.values().length;
            assertThat(gap.signal()).isEqualTo(Signal.GAP);
            assertThat(gap.lostKind()).isEqualTo(kind);
            assertThat(gap.lostLevel()).isEqualTo(log ? Level.values()[kind] : null);
            assertThat(gap.lostSignal())
                    .isEqualTo(log ? Signal.LOG : kind == Level.values().length ? Signal.SPAN : Signal.METRIC);
            assertThat(gap.dropReason()).isEqualTo(DropReason.SINK_FAILED);
            assertThat(gap.name()).isEqualTo(3);
            assertThat(gap.service()).isEqualTo(4);
            assertThat(gap.timestampNanos()).isEqualTo(-7);
            assertThat(gap.gapUntilNanos()).isEqualTo(8);
            assertThat(gap.gapCount()).isEqualTo(9);
            assertThat(gap.recordBytes()).isEqualTo(BYTES);
            assertThat(gap.nextField()).isFalse();
        }
    }

    /** The record with other bytes at an offset, all of them of a whole number. */
    private static void assertRefused(String problem, int offset, int width, long value) {
        byte[] record = gap();
        for (int i = 0; i < width; i++) {
            record[offset + i] = (byte) (value >>> 8 * i);
        }
        assertThatThrownBy(() -> read(record))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("test at offset 1") // 100 and more
                .hasMessageContaining(problem);
    }

    @Test
    void refusesWhatNoWriterWrites() {
        assertRefused("GAP", EventFormat.VARIANT_OFFSET, 1, EventFormat.GAP_KINDS);
        assertRefused("GAP", EventFormat.VARIANT_OFFSET, 1, 255);
        assertRefused("status", EventFormat.STATUS_OFFSET, 1, DropReason.values().length);
        assertRefused("status", EventFormat.STATUS_OFFSET, 1, 255);
        for (int flag = 1; flag < 256; flag *= 2) {
            assertRefused("flags", EventFormat.FLAGS_OFFSET, 1, flag);
        }
        assertRefused("logger", EventFormat.LOGGER_OFFSET, 4, 1);
        assertRefused("thread", EventFormat.THREAD_OFFSET, 4, 1);
        assertRefused("left in the event", EventFormat.FIELD_COUNT_OFFSET, 4, 1);
        assertRefused("until 999", UNTIL, 8, 999);
        assertRefused("gap of 0", COUNT, 8, 0);
        assertRefused("gap of -1", COUNT, 8, -1);
        assertRefused("too short", EventFormat.BYTES_OFFSET, 4, BYTES - 1);
    }

    @Test
    void refusesAFieldAndEveryLengthButItsOwn() {
        EventEncoder encoder = new EventEncoder();
        encoder.beginGap(0, DropReason.RING_FULL, 0, 0, 1, 1, 1).field(1, 2L);
        byte[] withField = SampleEvents.record(encoder);
        assertThatThrownBy(() -> read(withField)).hasMessageContaining("1 fields");
        byte[] longer = Arrays.copyOf(gap(), BYTES + 8);
        longer[0] = BYTES + 8;
        assertThatThrownBy(() -> read(longer)).isInstanceOf(CorruptDataException.class);
        for (int length = 0; length < BYTES; length++) {
            byte[] shorter = Arrays.copyOf(gap(), length);
            assertThatThrownBy(() -> read(shorter)).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aGapOfNoTimeIsOne() {
        EventEncoder encoder = new EventEncoder();
        encoder.beginGap(0, DropReason.RING_FULL, 0, 0, 5, 5, 1);
        assertThat(read(SampleEvents.record(encoder)).gapUntilNanos()).isEqualTo(5);
    }
}
