/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.event.EventFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agrona's ring needs flags: {@code BenchTest} runs it in a JVM that has them. */
class CandidateTest {
    private static final int RECORDS = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"owned", "striped", "disruptor"})
    void handsOverEachRecordOfEachThreadOnce(String name) throws InterruptedException {
        Candidate ring = Candidate.named(name);
        AtomicInteger producing = new AtomicInteger(3);
        for (int i = 0; i < 3; i++) {
            new Thread(() -> {
                        byte[] record = new byte[96];
                        EventFormat.putInt(record, 0, record.length);
                        for (int sent = 0; sent < RECORDS; ) {
                            if (ring.offer(record, record.length)) {
                                sent++;
                            } else {
                                Thread.onSpinWait();
                            }
                        }
                        producing.decrementAndGet();
                    })
                    .start();
        }
        int drained = 0;
        boolean last = false;
        while (!last) {
            last = producing.get() == 0;
            drained += ring.drain();
        }
        assertThat(drained).isEqualTo(3 * RECORDS);
    }
}
