/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Level;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.helpers.FormattingTuple;
import org.slf4j.helpers.MessageFormatter;

/** Formats and arguments: the message is SLF4J's own, the arguments are columns. */
class MessageTest {
    private final TTLogSession session = Recorded.start(Level.TRACE);
    private final Logger logger = LoggerFactory.getLogger("shop.orders");

    @AfterEach
    void stop() {
        MDC.clear();
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().dropped()).isZero();
    }

    private enum Colour {
        RED;

        @Override
        public String toString() {
            return "red as a rose";
        }
    }

    @Test
    void makesColumnsOfArguments() {
        logger.info("Order {} of {} received in {}", 4711L, "Ada", 1.5);
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("Order 4711 of Ada received in 1.5");
        assertThat(event.template()).isEqualTo("Order {} of {} received in {}");
        assertThat(event.logger()).isEqualTo("shop.orders");
        assertThat(event.level()).isEqualTo(Level.INFO);
        assertThat(event.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(Recorded.fields(event))
                .containsExactly(entry("arg0", 4711L), entry("arg1", "Ada"), entry("arg2", 1.5));
    }

    @Test
    void mapsEachLevel() {
        logger.trace("t");
        logger.debug("d {}", 1);
        logger.info("i {} {}", 1, 2);
        logger.warn("w {} {} {}", 1, 2, 3);
        logger.error("e", new IllegalStateException("broken"));
        assertThat(Recorded.all().stream().map(Event.Log::level))
                .containsExactly(Level.TRACE, Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);
        assertThat(Recorded.all().stream().map(Event.Log::message))
                .containsExactly("t", "d 1", "i 1 2", "w 1 2 3", "e");
        assertThat(Recorded.last().error()).startsWith("java.lang.IllegalStateException: broken\n\tat ");
    }

    /** SLF4J takes a throwable that comes last for the error even where a hole waits for it. */
    @Test
    void takesAThrowableThatComesLastForTheError() {
        logger.warn("{} failed {}", "pay", new IllegalStateException("broken"));
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("pay failed {}");
        assertThat(event.error()).startsWith("java.lang.IllegalStateException: broken");
        assertThat(Recorded.fields(event)).containsExactly(entry("arg0", "pay"));

        logger.warn("{} failed", new IllegalStateException("first"), "second");
        assertThat(Recorded.last().message()).isEqualTo("java.lang.IllegalStateException: first failed");
        assertThat(Recorded.last().error()).isNull();
        assertThat(Recorded.fields(Recorded.last()))
                .containsExactly(entry("arg0", "java.lang.IllegalStateException: first"), entry("arg1", "second"));
    }

    /** What is no hole to SLF4J gets no value, though a template of ttlog would have a hole of that name there. */
    @Test
    void leavesNamesInBracesAlone() {
        MDC.put("id", "of the MDC");
        logger.info("GET /orders/{id} took {} ms", 12);
        Event.Log event = Recorded.last();
        assertThat(event.message()).isEqualTo("GET /orders/{id} took 12 ms");
        assertThat(Recorded.fields(event)).containsExactly(entry("arg0", 12L), entry("id", "of the MDC"));
        logger.info("no argument: {id} \\{} {}");
        assertThat(Recorded.last().message()).isEqualTo("no argument: {id} \\{} {}");
    }

    @Test
    void survivesArgumentsThatThrow() {
        Object hostile = new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("hostile");
            }
        };
        logger.info("{} and {}", hostile, 7);
        assertThat(Recorded.last().message()).isEqualTo("!java.lang.UnsupportedOperationException and 7");
        assertThat(Recorded.fields(Recorded.last())).containsEntry("arg1", 7L);
    }

    @Test
    void recordsWhatAnArgumentLogs() {
        Object chatty = new Object() {
            @Override
            public String toString() {
                logger.info("inside {}", 1);
                return "chatty";
            }
        };
        logger.info("outside {} {}", chatty, 2);
        assertThat(Recorded.all().stream().map(Event.Log::message))
                .containsExactlyInAnyOrder("inside 1", "outside chatty 2");
    }

    private static final List<String> PIECES = List.of(
            "{}", "{}", "{}", " ", "a", "\\{}", "\\\\{}", "{", "}", "\\", "{name}", "{a.b-1}", "{ }", "{1}", "{arg0}",
            "é", "{{}}");

    private static @Nullable Object value(Random random) {
        Object[] itself = {1, null};
        itself[1] = itself;
        Object[] values = {
            null,
            1,
            2L,
            (short) 3,
            (byte) 4,
            1.5,
            0.1f,
            1e10f,
            Float.NaN,
            Float.MIN_VALUE,
            Double.NEGATIVE_INFINITY,
            1e22,
            true,
            'x',
            "text",
            "{}",
            "",
            "\ud83d\ude00",
            Colour.RED,
            Level.WARN,
            new int[] {1, 2},
            new byte[] {1, -2},
            new Object[] {"a", new long[] {3}, null},
            new String[0],
            itself,
            Instant.EPOCH.plusNanos(5),
            Instant.MAX,
            Duration.ofMillis(-7),
            Duration.ofSeconds(Long.MAX_VALUE),
            new IllegalStateException("x"),
            List.of(1, 2),
            new java.math.BigDecimal("1.50"),
            new io.ttlog.KeyValue("key", 1),
            (java.util.function.Supplier<String>) Colour.RED::name,
        };
        return values[random.nextInt(values.length)];
    }

    /** Against SLF4J's own formatter, over formats and arguments put together by chance. */
    @Test
    void readsAsTheFormatterOfSlf4jHasIt() {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            StringBuilder format = new StringBuilder();
            for (int n = random.nextInt(7); n > 0; n--) {
                format.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            @Nullable Object[] arguments = new Object[random.nextInt(6)];
            for (int a = 0; a < arguments.length; a++) {
                arguments[a] = value(random);
            }
            FormattingTuple wanted = MessageFormatter.arrayFormat(format.toString(), arguments);
            logger.info(format.toString(), arguments);
            String what = "seed " + seed + ", round " + i + ", format " + format + ", arguments " + arguments.length;
            if (format.isEmpty()) {
                continue; // an empty text
            }
            Event.Log event = Recorded.last();
            assertThat(event.message()).as(what).isEqualTo(wanted.getMessage());
            assertThat(event.error() != null).as(what).isEqualTo(wanted.getThrowable() != null);
            int columns = wanted.getThrowable() == null ? arguments.length : arguments.length - 1;
            assertThat(Recorded.fields(event).keySet())
                    .as(what)
                    .containsExactlyElementsOf(java.util.stream.IntStream.range(0, columns)
                            .mapToObj(n -> "arg" + n)
                            .toList());
        }
    }
}
