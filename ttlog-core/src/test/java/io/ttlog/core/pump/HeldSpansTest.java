/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventFormat;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class HeldSpansTest {
    private static final int BYTES_MAX = 64 << 10;

    /** What an encoder would leave: the length in front, the rest is of no interest here. */
    private static byte[] record(Random random, int bytes) {
        byte[] record = new byte[EventFormat.aligned(bytes)];
        random.nextBytes(record);
        EventFormat.putInt(record, 0, bytes);
        return record;
    }

    @Test
    void givesBackWhatItWasGivenInOrder(Random random) {
        HeldSpans held = new HeldSpans(BYTES_MAX);
        List<HeldTrace> traces = new ArrayList<>();
        List<Deque<byte[]>> model = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            traces.add(new HeldTrace());
            model.add(new ArrayDeque<>());
        }
        byte[] into = new byte[8 << 10];
        int refused = 0;
        for (int i = 0; i < 200_000; i++) {
            int which = random.nextInt(traces.size());
            HeldTrace trace = traces.get(which);
            int what = random.nextInt(100);
            if (what < 60) {
                byte[] record = record(random, 100 + random.nextInt(random.nextInt(20) == 0 ? 6_000 : 300));
                if (held.append(trace, record, 0, record.length)) {
                    model.get(which).add(record);
                } else {
                    refused++;
                    assertThat(held.bytes()).isGreaterThan(BYTES_MAX - 8 * 1024);
                }
            } else if (what < 99) {
                byte[] first = model.get(which).poll();
                assertThat(trace.spans > 0).isEqualTo(first != null);
                if (first != null) {
                    assertThat(held.moveFirst(trace, into)).isEqualTo(first.length);
                    assertThat(Arrays.equals(into, 0, first.length, first, 0, first.length))
                            .isTrue();
                }
            } else {
                held.drop(trace);
                model.get(which).clear();
            }
            assertThat(trace.spans).isEqualTo(model.get(which).size());
            assertThat(held.bytes()).isLessThanOrEqualTo(BYTES_MAX);
        }
        assertThat(refused).isPositive();
        traces.forEach(held::drop);
        assertThat(held.bytes()).isZero();
    }

    @Test
    void allocatesWhatItNeedsAndLetsGoOfIt(Random random) {
        HeldSpans held = new HeldSpans(1 << 20);
        assertThat(held.bytesAllocated()).isZero();
        HeldTrace trace = new HeldTrace();
        byte[] record = record(random, 1_000);
        int count = 0;
        while (held.append(trace, record, 0, record.length)) {
            count++;
        }
        assertThat(count).isEqualTo(2_048 * 504 / 1_000);
        assertThat(held.bytesAllocated()).isEqualTo(1 << 20);
        held.trim();
        assertThat(held.bytesAllocated()).isEqualTo(1 << 20);
        held.drop(trace);
        held.trim();
        assertThat(held.bytesAllocated()).isEqualTo(64 << 10);
        assertThat(held.append(trace, record, 0, record.length)).isTrue();
        byte[] into = new byte[1_000];
        assertThat(held.moveFirst(trace, into)).isEqualTo(1_000);
        assertThat(into).isEqualTo(record);
    }
}
