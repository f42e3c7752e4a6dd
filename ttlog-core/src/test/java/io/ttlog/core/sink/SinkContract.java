/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ttlog.Ack;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every sink promises to the thread that feeds it. */
@ExtendWith(SeededRandom.class)
public abstract class SinkContract {
    /** The symbols of the events that the contract writes. */
    protected final Symbols symbols = new Symbols();

    /** Makes the events of the contract. */
    protected final SampleEvents samples = new SampleEvents(symbols);

    /** Opens a new, empty sink whose events name their strings by {@link #symbols}. */
    protected abstract Sink open() throws IOException;

    /** How many events the sink opened last has kept; called after a flush to WRITTEN or a close. */
    protected abstract long eventsKept() throws IOException;

    @Test
    void takesEveryEventOnceAndNoFiller(Random random) throws IOException {
        try (Sink sink = open()) {
            int count = 0;
            for (int batch = 0; batch < 20; batch++) {
                List<byte[]> records = randomRecords(random, random.nextInt(50));
                count += records.size();
                byte[] bytes = SampleEvents.batch(records);
                sink.write(bytes, 0, bytes.length);
            }
            sink.flush(Ack.WRITTEN);
            assertThat(eventsKept()).isEqualTo(count);
        }
    }

    @Test
    void readsOnlyBetweenFromAndTo(Random random) throws IOException {
        try (Sink sink = open()) {
            byte[] batch = SampleEvents.batch(randomRecords(random, 5));
            byte[] inside = new byte[batch.length + 96];
            Arrays.fill(inside, (byte) 0xEE);
            System.arraycopy(batch, 0, inside, 40, batch.length);
            byte[] before = inside.clone();

            sink.write(inside, 40, 40 + batch.length);
            sink.flush(Ack.WRITTEN);

            assertThat(eventsKept()).isEqualTo(5);
            assertThat(inside).as("the batch is only lent").isEqualTo(before);
        }
    }

    @Test
    void keepsNothingOfTheLentArray(Random random) throws IOException {
        try (Sink sink = open()) {
            byte[] batch = SampleEvents.batch(randomRecords(random, 5));
            sink.write(batch, 0, batch.length);
            Arrays.fill(batch, (byte) 0xEE);
            byte[] next = SampleEvents.batch(randomRecords(random, 5));
            sink.write(next, 0, next.length);
            sink.flush(Ack.SYNCED);
            assertThat(eventsKept()).isEqualTo(10);
        }
    }

    @Test
    void anEmptyBatchAndABatchOfFillersAreNothing() throws IOException {
        try (Sink sink = open()) {
            sink.write(new byte[0], 0, 0);
            byte[] fillers = SampleEvents.batch(List.of());
            sink.write(fillers, 0, fillers.length);
            byte[] filler = new byte[64];
            EventFormat.putPadding(filler, 0, 64);
            sink.write(filler, 0, 64);
            sink.flush(Ack.WRITTEN);
            assertThat(eventsKept()).isZero();
        }
    }

    @Test
    void flushesToEveryLevelAtAnyTime(Random random) throws IOException {
        try (Sink sink = open()) {
            long count = 0;
            for (Ack level : Ack.values()) {
                sink.flush(level);
                sink.idle();
                byte[] batch = SampleEvents.batch(randomRecords(random, 3));
                sink.write(batch, 0, batch.length);
                count += 3;
                sink.flush(level);
                sink.flush(level);
                sink.idle();
            }
            sink.flush(Ack.WRITTEN);
            assertThat(eventsKept()).isEqualTo(count);
        }
    }

    @Test
    void closingFlushes(Random random) throws IOException {
        Sink sink = open();
        byte[] batch = SampleEvents.batch(randomRecords(random, 4));
        sink.write(batch, 0, batch.length);
        sink.close();
        assertThat(eventsKept()).isEqualTo(4);
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        Sink sink = open();
        sink.close();
        assertThatCode(sink::close).doesNotThrowAnyException();
    }

    @Test
    void hasAName() throws IOException {
        try (Sink sink = open()) {
            assertThat(sink.name()).matches("[a-z][a-z0-9]*");
        }
    }

    /** Random records, without padding. */
    protected List<byte[]> randomRecords(Random random, int count) {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(samples.random(random));
        }
        return records;
    }
}
