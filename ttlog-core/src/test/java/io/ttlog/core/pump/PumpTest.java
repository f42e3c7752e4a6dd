/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.sink.Sink;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PumpTest {
    private static final Pump.Chores NONE = new Pump.Chores() {
        @Override
        public void tick() {}

        @Override
        public void beforeBarrier() {}
    };

    @Test
    void forgetsFlushesThatNobodyWaitsForAnyMore() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Sink stuck = new Sink() {
            @Override
            public String name() {
                return "stuck";
            }

            @Override
            public void write(byte[] buffer, int from, int to) {}

            @Override
            public void flush(Ack level) {
                entered.countDown();
                while (gate.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }

            @Override
            public void close() {}
        };
        Pump pump = new Pump(new Inlets(64 << 10), Pipeline.EMPTY, Overflow.BLOCK, 64 << 10, List.of(stuck), NONE);
        pump.start();
        assertThat(pump.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
        entered.await();
        for (int i = 0; i < 100; i++) {
            assertThat(pump.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
        }
        assertThat(pump.flushesHeld())
                .as("a pump that is slow may still hold some")
                .isLessThan(10);
        gate.countDown();
        assertThat(pump.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
        assertThat(pump.stop(Duration.ofSeconds(20))).isTrue();
        assertThat(pump.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isFalse();
        assertThat(pump.flushesHeld()).isZero();
    }
}
