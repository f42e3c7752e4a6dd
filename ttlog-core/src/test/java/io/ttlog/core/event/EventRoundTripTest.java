/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.SeededRandom;
import io.ttlog.spi.ExponentialBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link EventEncoder} writes, {@link EventReader} reads. */
@ExtendWith(SeededRandom.class)
class EventRoundTripTest {
    private static final int KEY = 0xABCDE;

    private final Symbols symbols = new Symbols();
    private final SampleEvents samples = new SampleEvents(symbols);
    private final EventEncoder encoder = new EventEncoder();

    @Test
    void readsTheHeaderOfALog() {
        encoder.beginLog(Level.FATAL, 1, 2, 3, 4, Long.MIN_VALUE);
        EventReader log = read();

        assertThat(log.signal()).isEqualTo(Signal.LOG);
        assertThat(log.level()).isEqualTo(Level.FATAL);
        assertThat(log.name()).isEqualTo(1);
        assertThat(log.logger()).isEqualTo(2);
        assertThat(log.thread()).isEqualTo(3);
        assertThat(log.service()).isEqualTo(4);
        assertThat(log.timestampNanos()).isEqualTo(Long.MIN_VALUE);
        assertThat(log.hasTrace() || log.hasMessage() || log.hasError()).isFalse();
        assertThat(log.fieldCount()).isZero();
        assertThat(log.nextField()).isFalse();
        assertThat(log.recordBytes()).isEqualTo(EventFormat.HEADER_BYTES);
    }

    @Test
    void knowsASpanWithoutADuration() {
        encoder.beginSpan(SpanKind.CLIENT, SpanStatus.OK, 1, 2, 3, 4, EventFormat.DURATION_UNKNOWN, 6, 7, 8, 9);
        assertThat(read().hasDuration()).isFalse();
        encoder.beginSpan(SpanKind.CLIENT, SpanStatus.OK, 1, 2, 3, 4, 0, 6, 7, 8, 9);
        assertThat(read().hasDuration()).isTrue();
    }

    @Test
    void readsTheHeaderOfASpan() {
        encoder.beginSpan(SpanKind.CONSUMER, SpanStatus.OK, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        EventReader span = read();

        assertThat(span.signal()).isEqualTo(Signal.SPAN);
        assertThat(span.spanKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(span.spanStatus()).isEqualTo(SpanStatus.OK);
        assertThat(span.name()).isEqualTo(1);
        assertThat(span.thread()).isEqualTo(2);
        assertThat(span.service()).isEqualTo(3);
        assertThat(span.timestampNanos()).isEqualTo(4);
        assertThat(span.durationNanos()).isEqualTo(5);
        assertThat(span.traceIdHigh()).isEqualTo(6);
        assertThat(span.traceIdLow()).isEqualTo(7);
        assertThat(span.spanId()).isEqualTo(8);
        assertThat(span.parentId()).isEqualTo(9);
    }

    @Test
    void readsMetrics() {
        encoder.beginReading(MetricKind.GAUGE, 1, 2, 3, -0.0);
        EventReader gauge = read();
        assertThat(gauge.metricKind()).isEqualTo(MetricKind.GAUGE);
        assertThat(Double.doubleToRawLongBits(gauge.value())).isEqualTo(Long.MIN_VALUE);

        encoder.beginHistogram(1, 2, 3, 4, 5.5, 6.5, 7.5).field(KEY, "label");
        EventReader histogram = read();
        assertThat(histogram.metricKind()).isEqualTo(MetricKind.HISTOGRAM);
        assertThat(histogram.histogramCount()).isEqualTo(4);
        assertThat(histogram.histogramSum()).isEqualTo(5.5);
        assertThat(histogram.histogramMin()).isEqualTo(6.5);
        assertThat(histogram.histogramMax()).isEqualTo(7.5);
        assertThat(histogram.nextField()).isTrue();
        assertThat(histogram.fieldText()).isEqualTo("label");
    }

    @Test
    void readsWhatAMetricCanHave() {
        ExponentialBuckets buckets = new ExponentialBuckets();
        buckets.add(3);
        byte[] bytes = BucketFormat.bytes(buckets);
        encoder.beginHistogram(1, 2, 3, 4, 5.5, 6.5, 7.5)
                .describe(Temporality.DELTA, 8, 9)
                .exemplar(10, 11, 12, 7.25)
                .field(KEY, "label")
                .buckets(bytes)
                .weight(2);
        EventReader histogram = read();
        assertThat(histogram.temporality()).isEqualTo(Temporality.DELTA);
        assertThat(histogram.unit()).isEqualTo(8);
        assertThat(histogram.description()).isEqualTo(9);
        assertThat(histogram.traceIdHigh()).isEqualTo(10);
        assertThat(histogram.traceIdLow()).isEqualTo(11);
        assertThat(histogram.spanId()).isEqualTo(12);
        assertThat(histogram.exemplarValue()).isEqualTo(7.25);
        assertThat(histogram.histogramMax()).isEqualTo(7.5);
        assertThat(histogram.weight()).isEqualTo(2);
        assertThat(histogram.nextField()).isTrue();
        assertThat(histogram.fieldText()).isEqualTo("label");
        int from = histogram.bucketsOffset() + Integer.BYTES;
        assertThat(Arrays.copyOfRange(histogram.buffer(), from, from + bytes.length))
                .isEqualTo(bytes);
    }

    @Test
    void refusesBucketsThatAreNone() {
        for (byte[] bytes : new byte[][] {
            {}, // nothing
            {0}, // no zeros
            {14, 0, 0}, // no negative row
            {14, 0, 0, 0, 0}, // a byte too many
            {42, 0, 0, 0}, // scale 21
            {21, 0, 0, 0}, // scale -11
            {14, 0, 1, 0, 0, 0}, // an end of 0
            {14, 0, 9, 0, 1, 0}, // more buckets than bytes
            {0, 0, 1, -128, 16, 1, 0}, // bucket 1024 at scale 0: beyond all doubles
            {14, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1, 0, 0}, // -1 zeros
        }) {
            byte[] record = SampleEvents.record(
                    encoder.beginHistogram(1, 2, 3, 4, 5, 6, 7).buckets(bytes));
            assertThatThrownBy(() -> new EventReader().wrapChecked(record, 0, record.length, "some.file", 9))
                    .as("%s", Arrays.toString(bytes))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("some.file at offset ");
        }
        byte[] gauge = SampleEvents.record(encoder.beginReading(MetricKind.GAUGE, 1, 2, 3, 4));
        gauge[EventFormat.FLAGS_OFFSET] |= EventFormat.FLAG_BUCKETS;
        assertThatThrownBy(() -> new EventReader().wrapChecked(gauge, 0, gauge.length, "some.file", 9))
                .hasMessageContaining("flags 16");
    }

    @Test
    void bringsBackEveryTypeOfValue() {
        long oddNaN = 0xFFF8_1234_5678_9ABCL;
        begin().fieldNull(KEY)
                .field(KEY, Long.MIN_VALUE)
                .field(KEY, Double.longBitsToDouble(oddNaN))
                .field(KEY, true)
                .field(KEY, false)
                .field(KEY, "text")
                .field(KEY, new byte[] {-1, 0, 1})
                .fieldTimestamp(KEY, -1)
                .fieldDuration(KEY, Long.MAX_VALUE)
                .message("message")
                .error("error");
        EventReader event = read();

        assertThat(next(event)).isEqualTo(ValueType.NULL);
        assertThat(next(event)).isEqualTo(ValueType.LONG);
        assertThat(event.fieldLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(next(event)).isEqualTo(ValueType.DOUBLE);
        assertThat(Double.doubleToRawLongBits(event.fieldDouble())).isEqualTo(oddNaN);
        assertThat(next(event)).isEqualTo(ValueType.BOOLEAN);
        assertThat(event.fieldBoolean()).isTrue();
        assertThat(next(event)).isEqualTo(ValueType.BOOLEAN);
        assertThat(event.fieldBoolean()).isFalse();
        assertThat(next(event)).isEqualTo(ValueType.TEXT);
        assertThat(event.fieldText()).isEqualTo("text");
        assertThat(next(event)).isEqualTo(ValueType.BYTES);
        assertThat(event.fieldBytes()).containsExactly(-1, 0, 1);
        assertThat(next(event)).isEqualTo(ValueType.TIMESTAMP);
        assertThat(event.fieldLong()).isEqualTo(-1);
        assertThat(next(event)).isEqualTo(ValueType.DURATION);
        assertThat(event.fieldLong()).isEqualTo(Long.MAX_VALUE);
        assertThat(event.nextField()).isFalse();
        assertThat(event.error()).isEqualTo("error");
        assertThat(event.message()).isEqualTo("message");
        event.rewind();
        assertThat(next(event)).isEqualTo(ValueType.NULL);
    }

    @Test
    void bringsBackHostileTextsUnchanged() {
        for (String text : SampleEvents.HOSTILE_TEXTS) {
            begin().field(KEY, text).message(text).error(text);
            EventReader event = read();
            assertThat(event.message()).isEqualTo(text);
            assertThat(event.error()).isEqualTo(text);
            event.rewind();
            assertThat(event.nextField()).isTrue();
            assertThat(event.fieldText()).isEqualTo(text);
        }
    }

    @Test
    void bringsBackAMegabyteOfText() {
        for (String unit : new String[] {"a", "é", "日", "\uD83D\uDE00", "\uD800"}) {
            String text = unit.repeat((1 << 20) / unit.length());
            begin().field(KEY, text);
            EventReader event = read();
            assertThat(event.nextField()).isTrue();
            assertThat(event.fieldText().equals(text)).isTrue();
        }
    }

    @Test
    void timesBeyondNanosecondsInALongBecomeText() {
        Instant last = Instant.ofEpochSecond(Long.MAX_VALUE / 1_000_000_000L - 1, 999_999_999);
        Duration least = Duration.ofSeconds(Long.MIN_VALUE / 1_000_000_000L + 1, 1);
        begin().field(KEY, last)
                .field(KEY, least)
                .field(KEY, Instant.MAX)
                .field(KEY, Instant.MIN)
                .field(KEY, Duration.ofSeconds(Long.MAX_VALUE))
                .field(KEY, Duration.ofSeconds(Long.MIN_VALUE));
        EventReader event = read();

        assertThat(next(event)).isEqualTo(ValueType.TIMESTAMP);
        assertThat(ValueText.timestamp(event.fieldLong())).isEqualTo(last.toString());
        assertThat(next(event)).isEqualTo(ValueType.DURATION);
        assertThat(ValueText.duration(event.fieldLong())).isEqualTo(least.toString());
        assertThat(next(event)).isEqualTo(ValueType.TEXT);
        assertThat(event.fieldText()).isEqualTo(Instant.MAX.toString());
        assertThat(next(event)).isEqualTo(ValueType.TEXT);
        assertThat(event.fieldText()).isEqualTo(Instant.MIN.toString());
        assertThat(next(event)).isEqualTo(ValueType.TEXT);
        assertThat(next(event)).isEqualTo(ValueType.TEXT);
        assertThat(Duration.parse(event.fieldText())).isEqualTo(Duration.ofSeconds(Long.MIN_VALUE));
    }

    @Test
    void endsWithAWeightThatALaterOneReplaces() {
        begin().field(KEY, 1L).error("gone");
        int bytes = encoder.end();
        assertThat(encoder.weight()).isEqualTo(1);
        assertThat(read().hasWeight()).isFalse();
        assertThat(read().weight()).isEqualTo(1);

        encoder.weight(30);
        assertThat(encoder.weight(2.5).weight()).isEqualTo(2.5);
        EventReader weighted = read();
        assertThat(weighted.hasWeight()).isTrue();
        assertThat(weighted.weight()).isEqualTo(2.5);
        assertThat(weighted.recordBytes()).isEqualTo(bytes + Double.BYTES);
        assertThat(weighted.error()).isEqualTo("gone");
        begin();
        assertThat(encoder.weight()).as("the next event starts afresh").isEqualTo(1);
    }

    @Test
    void refusesAWeightThatNoEventCanHave() {
        for (double weight : new double[] {Double.NaN, 0, -1, 0.999, Double.POSITIVE_INFINITY}) {
            byte[] record = SampleEvents.record(begin().weight(2));
            EventFormat.putLong(record, record.length - Double.BYTES, Double.doubleToRawLongBits(weight));
            assertThatThrownBy(() -> new EventReader().wrapChecked(record, 0, record.length, "some.file", 9))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("weight " + weight)
                    .hasMessageStartingWith("some.file at offset " + (9 + record.length - Double.BYTES));
        }
    }

    @Test
    void takesTheMostFieldsAndNoMore() {
        begin();
        for (int i = 0; i < EventFormat.FIELDS_MAX; i++) {
            encoder.field(KEY, (long) i);
        }
        assertThat(read().fieldCount()).isEqualTo(EventFormat.FIELDS_MAX);

        encoder.field(KEY, true);
        assertThat(encoder.end()).isEqualTo(EventEncoder.TOO_LARGE);
        begin().field(KEY, 1L);
        assertThat(read().fieldCount()).as("the next event starts afresh").isEqualTo(1);
    }

    @Test
    void takesTheLargestRecordAndNoMore() {
        int room = EventFormat.RECORD_BYTES_MAX - EventFormat.HEADER_BYTES - 4;
        begin().message("a".repeat(room));
        assertThat(encoder.end()).isEqualTo(EventFormat.RECORD_BYTES_MAX);
        assertThat(read().message()).hasSize(room);

        begin().message("a".repeat(room + 1));
        assertThat(encoder.end()).isEqualTo(EventEncoder.TOO_LARGE);
        begin().message("\u0800".repeat(room / 3 + 1));
        assertThat(encoder.end()).isEqualTo(EventEncoder.TOO_LARGE);
        begin().field(KEY, new byte[EventFormat.RECORD_BYTES_MAX]).field(KEY, 1L);
        assertThat(encoder.end()).isEqualTo(EventEncoder.TOO_LARGE);
    }

    @Test
    void randomEventsComeBackFromTheirDecodedFormByteForByte(Random random) {
        for (int round = 0; round < 3000; round++) {
            byte[] record = samples.random(random);
            EventReader reader = new EventReader().wrapChecked(record, 0, record.length, "test", 0);
            assertThat(reencoded(reader)).isEqualTo(record);
        }
    }

    @Test
    void readsAnywhereInAnArray(Random random) {
        byte[] record = samples.random(random);
        byte[] embedded = new byte[record.length + 77];
        System.arraycopy(record, 0, embedded, 33, record.length);

        EventReader reader = new EventReader().wrapChecked(embedded, 33, 33 + record.length, "test", 5);
        assertThat(reencoded(reader)).isEqualTo(record);
    }

    @Test
    void everyTruncationIsRefused(Random random) {
        for (int round = 0; round < 50; round++) {
            byte[] record = samples.random(random);
            for (int cut = 0; cut < record.length; cut++) {
                int limit = cut;
                assertThatThrownBy(() -> new EventReader().wrapChecked(record, 0, limit, "some.file", 9))
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageStartingWith("some.file at offset ");
                byte[] lying = Arrays.copyOf(record, cut);
                if (cut >= EventFormat.HEADER_BYTES) {
                    EventFormat.putInt(lying, EventFormat.BYTES_OFFSET, cut);
                    assertThatThrownBy(() -> new EventReader().wrapChecked(lying, 0, lying.length, "some.file", 9))
                            .isInstanceOf(CorruptDataException.class);
                }
            }
        }
    }

    @Test
    void everyFlippedBitIsRefusedOrReadsAsAWellFormedEvent(Random random) {
        for (byte[] record : samples.fixed()) {
            flipEveryBit(record);
        }
        flipEveryBit(samples.weighted());
        for (int round = 0; round < 30; round++) {
            flipEveryBit(samples.random(random));
        }
    }

    private void flipEveryBit(byte[] record) {
        for (int bit = 0; bit < record.length * 8; bit++) {
            byte[] flipped = record.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefusedOrReadable(flipped);
        }
    }

    @Test
    void randomBytesAreRefusedOrReadable(Random random) {
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = samples.random(random);
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(random.nextBoolean() ? 256 : 8);
            }
            assertRefusedOrReadable(bytes);
        }
    }

    /** Reads all there is; anything but a CorruptDataException fails the test. */
    static void assertRefusedOrReadable(byte[] bytes) {
        EventReader reader = new EventReader();
        try {
            reader.wrapChecked(bytes, 0, bytes.length, "some.file", 0);
        } catch (CorruptDataException e) {
            assertThat(e.offset()).isBetween(0L, (long) bytes.length);
            return;
        }
        Symbols none = new Symbols();
        Event event = Event.of(reader, none::text, new EventText(none::text));
        assertThat(event.fields()).hasSize(reader.fieldCount());
    }

    /** Encodes again what the accessors of the reader say. */
    private byte[] reencoded(EventReader event) {
        switch (event.signal()) {
            case LOG -> {
                if (event.hasTrace()) {
                    encoder.beginLogInSpan(
                            event.level(),
                            event.name(),
                            event.logger(),
                            event.thread(),
                            event.service(),
                            event.timestampNanos(),
                            event.traceIdHigh(),
                            event.traceIdLow(),
                            event.spanId());
                } else {
                    encoder.beginLog(
                            event.level(),
                            event.name(),
                            event.logger(),
                            event.thread(),
                            event.service(),
                            event.timestampNanos());
                }
            }
            case SPAN ->
                encoder.beginSpan(
                        event.spanKind(),
                        event.spanStatus(),
                        event.name(),
                        event.thread(),
                        event.service(),
                        event.timestampNanos(),
                        event.durationNanos(),
                        event.traceIdHigh(),
                        event.traceIdLow(),
                        event.spanId(),
                        event.parentId());
            case METRIC -> {
                if (event.metricKind() == MetricKind.HISTOGRAM) {
                    encoder.beginHistogram(
                            event.name(),
                            event.service(),
                            event.timestampNanos(),
                            event.histogramCount(),
                            event.histogramSum(),
                            event.histogramMin(),
                            event.histogramMax());
                } else {
                    encoder.beginReading(
                            event.metricKind(), event.name(), event.service(), event.timestampNanos(), event.value());
                }
                encoder.describe(event.temporality(), event.unit(), event.description());
                if (event.hasTrace()) {
                    encoder.exemplar(event.traceIdHigh(), event.traceIdLow(), event.spanId(), event.exemplarValue());
                }
            }
            case GAP ->
                encoder.beginGap(
                        event.lostKind(),
                        event.dropReason(),
                        event.name(),
                        event.service(),
                        event.timestampNanos(),
                        event.gapUntilNanos(),
                        event.gapCount());
            default -> throw new AssertionError("no event is of " + event.signal());
        }
        while (event.nextField()) {
            int key = event.fieldKey();
            switch (event.fieldType()) {
                case NULL -> encoder.fieldNull(key);
                case LONG -> encoder.field(key, event.fieldLong());
                case DOUBLE -> encoder.field(key, event.fieldDouble());
                case BOOLEAN -> encoder.field(key, event.fieldBoolean());
                case TEXT -> encoder.field(key, event.fieldText());
                case BYTES -> encoder.field(key, event.fieldBytes());
                case TIMESTAMP -> encoder.fieldTimestamp(key, event.fieldLong());
                case DURATION -> encoder.fieldDuration(key, event.fieldLong());
            }
        }
        if (event.hasBuckets()) {
            int at = event.bucketsOffset();
            int from = at + Integer.BYTES;
            encoder.buckets(Arrays.copyOfRange(event.buffer(), from, from + EventFormat.getInt(event.buffer(), at)));
        }
        if (event.hasMessage()) {
            encoder.message(event.message());
        }
        if (event.hasError()) {
            encoder.error(event.error());
        }
        if (event.hasWeight()) {
            encoder.weight(event.weight());
        }
        return SampleEvents.record(encoder);
    }

    private EventEncoder begin() {
        return encoder.beginLog(Level.INFO, Symbols.NONE, 1, 2, 3, 4);
    }

    private EventReader read() {
        byte[] record = SampleEvents.record(encoder);
        return new EventReader().wrapChecked(record, 0, record.length, "test", 0);
    }

    private static ValueType next(EventReader event) {
        assertThat(event.nextField()).isTrue();
        assertThat(event.fieldKey()).isEqualTo(KEY);
        return event.fieldType();
    }
}
