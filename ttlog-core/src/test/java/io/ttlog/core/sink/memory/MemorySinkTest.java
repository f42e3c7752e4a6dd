/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.event.Event;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import java.util.List;
import java.util.Random;
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
}
