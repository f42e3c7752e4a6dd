/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.TTLog;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MemorySinkTest extends SinkContract {
    private MemorySink sink = new MemorySink(10_000, Long.MAX_VALUE, symbols);

    @Override
    protected Sink open() {
        sink = new MemorySink(10_000, Long.MAX_VALUE, symbols);
        return sink;
    }

    @Override
    protected long eventsKept() {
        assertThat(sink.eventsTaken()).isEqualTo(sink.events().size());
        return sink.events().size();
    }

    @Test
    void holdsTheLatestEventsInOrder(Random random) {
        MemorySink small = new MemorySink(3, Long.MAX_VALUE, symbols);
        List<byte[]> records = randomRecords(random, 10);
        byte[] batch = SampleEvents.batch(records);
        small.write(batch, 0, batch.length);

        assertThat(small.events().toString())
                .isEqualTo(records.subList(7, 10).stream()
                        .map(samples::decode)
                        .toList()
                        .toString());
        assertThat(small.eventsTaken()).isEqualTo(10);
    }

    @Test
    void holdsNoMoreBytesThanItMayButAlwaysTheLatestEvent(Random random) {
        List<byte[]> records = randomRecords(random, 10);
        MemorySink small = new MemorySink(100, 1, symbols);
        byte[] batch = SampleEvents.batch(records);
        small.write(batch, 0, batch.length);
        assertThat(small.events()).hasSize(1);

        long lastTwo = (long) records.get(8).length + records.get(9).length;
        MemorySink larger = new MemorySink(100, lastTwo, symbols);
        larger.write(batch, 0, batch.length);
        assertThat(larger.events()).hasSize(2);
    }

    @Test
    void decodesWhatWasWritten() {
        byte[] batch = SampleEvents.batch(samples.fixed());
        sink.write(batch, 0, batch.length);

        Event.Log login = (Event.Log) sink.events().get(0);
        assertThat(login.message()).isEqualTo("User 12345 logged in from 10.0.0.7");
        assertThat(login.template()).isEqualTo("User {user_id} logged in from {ip}");
        assertThat(login.fields()).extracting(Event.Field::value).containsExactly(12345L, "10.0.0.7");
        Event.Span span = (Event.Span) sink.events().get(2);
        assertThat(span.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.spanId()).isEqualTo("b7ad6b7169203331");
        assertThat(span.parentId()).isNull();
        assertThat(span.error()).isEqualTo("declined");
    }

    @Test
    void aSubscriberSeesWhatComesInOrderAndTheEnd(Random random) throws InterruptedException {
        byte[] before = SampleEvents.batch(randomRecords(random, 5));
        sink.write(before, 0, before.length);
        Subscription tail = sink.subscribe(1000);
        assertThat(tail.poll(Duration.ZERO)).as("nothing from before").isNull();
        List<byte[]> records = randomRecords(random, 50);
        byte[] batch = SampleEvents.batch(records);
        sink.write(batch, 0, batch.length);
        sink.close();

        List<String> seen = new ArrayList<>();
        while (!tail.isEnded()) {
            seen.add(String.valueOf(tail.poll(Duration.ofSeconds(10))));
        }
        assertThat(seen)
                .isEqualTo(
                        records.stream().map(r -> samples.decode(r).toString()).toList());
        assertThat(tail.missed()).isZero();
        assertThat(tail.poll(Duration.ofHours(1)))
                .as("does not wait for what cannot come")
                .isNull();
        assertThat(sink.subscribe(1).isEnded()).isTrue();
    }

    @Test
    void aSlowSubscriberLosesTheOldestAndIsToldHowMany(Random random) throws InterruptedException {
        try (Subscription slow = sink.subscribe(3);
                Subscription fast = sink.subscribe(100)) {
            List<byte[]> records = randomRecords(random, 10);
            byte[] batch = SampleEvents.batch(records);
            sink.write(batch, 0, batch.length);
            assertThat(slow.missed()).isEqualTo(7);
            assertThat(fast.missed()).isZero();
            for (byte[] record : records.subList(7, 10)) {
                assertThat(String.valueOf(slow.poll(Duration.ZERO)))
                        .isEqualTo(samples.decode(record).toString());
            }
            assertThat(slow.poll(Duration.ZERO)).isNull();
        }
    }

    @Test
    void aSubscriberThatWaitsIsWoken() throws Exception {
        try (Subscription tail = sink.subscribe(10)) {
            CompletableFuture<Event> polled = new CompletableFuture<>();
            Thread waiting = new Thread(() -> {
                try {
                    polled.complete(tail.poll(Duration.ofSeconds(60)));
                } catch (InterruptedException e) {
                    polled.completeExceptionally(e);
                }
            });
            waiting.start();
            while (waiting.getState() != Thread.State.TIMED_WAITING && waiting.isAlive()) {
                Thread.onSpinWait();
            }
            byte[] batch = SampleEvents.batch(samples.fixed().subList(0, 1));
            sink.write(batch, 0, batch.length);
            assertThat(polled.get(30, TimeUnit.SECONDS)).isInstanceOf(Event.Log.class);
        }
    }

    @Test
    void subscriptionsAreBoundedAndAClosedOneMakesRoom() {
        List<Subscription> all = new ArrayList<>();
        for (int i = 0; i < MemorySink.SUBSCRIPTIONS_MAX; i++) {
            all.add(sink.subscribe(1));
        }
        assertThatThrownBy(() -> sink.subscribe(1)).hasMessageContaining("64 subscriptions");
        all.get(7).close();
        assertThatCode(() -> sink.subscribe(1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> sink.subscribe(0)).hasMessageContaining("at least 1");
        byte[] batch = SampleEvents.batch(samples.fixed());
        sink.write(batch, 0, batch.length);
        assertThat(all.get(7).isEnded()).isTrue();
        assertThat(all.get(8).missed()).isEqualTo(4);
    }

    @Test
    void aTestReadsWhatItsApplicationLogged() {
        try (var session =
                TTLog.init().console(false).store(false).sink("memory").start()) {
            TTLog.info("User {user_id} logged in", 7L);
            assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
            assertThat(MemorySink.latest().messages()).contains("User 7 logged in");
            assertThat(session.stats().stored("memory")).isPositive();
        }
        assertThat(MemorySink.latest().messages()).contains("User 7 logged in");
    }
}
