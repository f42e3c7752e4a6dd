/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.CharBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random events of all types, from the API to a sink and back through the reader. */
class RoundTripTest {
    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** Any UTF-16: plain, wide, pairs, and surrogates without their partner. */
    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(40);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(5)) {
                case 0 -> text.append((char) random.nextInt(0x80));
                case 1 -> text.append((char) random.nextInt(0x10000));
                case 2 -> text.append((char) (0xD800 + random.nextInt(0x800)));
                case 3 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    /** Adds a random value to the event and to what is expected of it. */
    private void add(LogEvent event, String key, Map<String, @Nullable Object> expected) {
        switch (random.nextInt(12)) {
            case 0 -> {
                long value = random.nextLong();
                event.with(key, value);
                expected.put(key, value);
            }
            case 1 -> {
                double value = Double.longBitsToDouble(random.nextLong());
                event.with(key, value);
                expected.put(key, value);
            }
            case 2 -> {
                boolean value = random.nextBoolean();
                event.with(key, value);
                expected.put(key, value);
            }
            case 3 -> {
                char value = (char) random.nextInt(0x10000);
                event.with(key, value);
                expected.put(key, String.valueOf(value));
            }
            case 4 -> {
                event.with(key, null);
                expected.put(key, null);
            }
            case 5 -> {
                long nanos = random.nextLong();
                event.with(key, Duration.ofNanos(nanos));
                expected.put(key, "duration " + nanos);
            }
            case 6 -> {
                long nanos = random.nextInt() * 1_000_000_007L;
                event.with(key, Instant.EPOCH.plusNanos(nanos));
                expected.put(key, "timestamp " + nanos);
            }
            case 7 -> {
                Level value = Level.values()[random.nextInt(6)];
                event.with(key, value);
                expected.put(key, value.name());
            }
            case 8 -> {
                int value = random.nextInt();
                event.with(key, (Object) value);
                expected.put(key, (long) value);
            }
            case 9 -> {
                float value = random.nextFloat();
                event.with(key, (Object) value);
                expected.put(key, (double) value);
            }
            case 10 -> {
                CharBuffer value = CharBuffer.wrap(text());
                event.with(key, value);
                expected.put(key, value.toString());
            }
            default -> {
                String value = text();
                event.with(key, value);
                expected.put(key, value);
            }
        }
    }

    @Test
    void givesBackEveryValueOfEveryType() {
        try (TTLogSession session = TTLog.init()
                .console(false)
                .store(false)
                .sink("collecting")
                .level(Level.TRACE)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
                .start()) {
            List<Map<String, @Nullable Object>> expected = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) {
                LogEvent event = TTLog.at(Level.values()[random.nextInt(6)]);
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                int count = random.nextInt(12);
                for (int f = 0; f < count; f++) {
                    add(event, "key" + f + text(), fields);
                }
                event.log("event");
                expected.add(fields);
            }
            List<Seen> all = Seen.all();
            assertThat(all).as("seed %d", seed).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertThat(all.get(i).fields())
                        .as("event %d of seed %d", i, seed)
                        .isEqualTo(expected.get(i));
            }
            assertThat(session.stats().conserved()).isTrue();
            assertThat(session.stats().dropped()).isZero();
        }
    }

    @Test
    void keepsBytesAndNotANumberBitForBit() {
        try (TTLogSession session =
                TTLog.init().console(false).store(false).sink("collecting").start()) {
            byte[] bytes = new byte[300];
            random.nextBytes(bytes);
            TTLog.info("{bytes} {nan}", bytes, Double.NaN);
            Map<String, @Nullable Object> fields = Seen.all().get(0).fields();
            assertThat(((List<?>) Objects.requireNonNull(fields.get("bytes"))).get(0))
                    .as("seed %d", seed)
                    .isEqualTo(bytes);
            assertThat(fields).containsEntry("nan", Double.NaN);
            assertThat(session.stats().submitted()).isEqualTo(1);
        }
    }
}
