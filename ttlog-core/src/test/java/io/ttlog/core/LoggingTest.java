/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.runtime.CollectingSinkProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Level 1 and level 2 log calls, from the API to a sink. */
class LoggingTest {
    private TTLogSession session = start(Level.INFO);

    private static TTLogSession start(Level level) {
        return TTLog.init()
                .service("shop")
                .level(level)
                .console(false)
                .store(false)
                .sink("collecting")
                .start();
    }

    @BeforeEach
    void isRunning() {
        assertThat(session.stats().submitted()).isZero();
    }

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().inFlight("collecting")).isZero();
    }

    private static Seen only() {
        List<Seen> all = Seen.all();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    @Test
    void namesTheValuesByTheHoles() {
        long before = System.currentTimeMillis() * 1_000_000 - 5_000_000;
        info("User {user_id} logged in from {ip}", 12345L, "10.0.0.1");

        Seen event = only();
        assertThat(event.fields()).containsExactly(entry("user_id", 12345L), entry("ip", "10.0.0.1"));
        assertThat(event.name()).isEqualTo("User {user_id} logged in from {ip}");
        assertThat(event.message()).isNull();
        assertThat(event.variant()).isEqualTo("INFO");
        assertThat(event.logger()).isEqualTo(LoggingTest.class.getName());
        assertThat(event.thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(event.service()).isEqualTo("shop");
        assertThat(event.timestamp()).isBetween(before, before + 60_000_000_000L);
    }

    @Test
    void keepsTheTypeOfEachValue() {
        warn("{a} {b} {c}", 'x', true, 1);
        warn("{a} {b} {c}", 1.5f, (byte) 3, Integer.valueOf(4));
        warn("{a} {b} {c} {d} {e} {f} {g} {h} {i} {j}", 1, 2.5, 'c', true, null, "s", Level.WARN, 8L, 9, 10);
        warn("{t} {d} {b}", Instant.ofEpochSecond(1, 5), Duration.ofNanos(7), new byte[] {1});

        List<Seen> all = Seen.all();
        assertThat(all.get(0).fields()).containsExactly(entry("a", "x"), entry("b", true), entry("c", 1L));
        assertThat(all.get(1).fields()).containsExactly(entry("a", 1.5), entry("b", 3L), entry("c", 4L));
        assertThat(all.get(2).fields().values()).containsExactly(1L, 2.5, "c", true, null, "s", "WARN", 8L, 9L, 10L);
        assertThat(all.get(3).fields().get("t")).isEqualTo("timestamp 1000000005");
        assertThat(all.get(3).fields().get("d")).isEqualTo("duration 7");
    }

    @Test
    void takesATrailingThrowableAsTheError() {
        Exception failure = new IllegalStateException("broken", new java.io.IOException("disk"));
        error("Order {id} failed", 7, failure);
        error("Order {id} failed with {why}", 7, failure);
        error("no hole", failure, 7);

        List<Seen> all = Seen.all();
        assertThat(all.get(0).fields()).containsExactly(entry("id", 7L));
        assertThat(all.get(0).error())
                .startsWith("java.lang.IllegalStateException: broken\n\tat " + LoggingTest.class.getName())
                .contains("Caused by: java.io.IOException: disk\n")
                .contains(" more\n");
        assertThat(all.get(1).error()).isNull();
        assertThat(all.get(1).fields()).containsEntry("why", failure.toString());
        assertThat(all.get(2).error()).isNull();
        assertThat(all.get(2).fields()).containsExactly(entry("arg0", failure.toString()), entry("arg1", 7L));
    }

    @Test
    void takesNamedPairsAndWritesFluently() {
        info("User login", kv("user_id", 1), kv("action", "login"));
        atWarn().with("user_id", 2)
                .with("ratio", 0.5)
                .with("ok", false)
                .with("grade", 'A')
                .with("who", "ann")
                .withError(new IllegalArgumentException("no"))
                .log("User {who}");

        List<Seen> all = Seen.all();
        assertThat(all.get(0).fields()).containsExactly(entry("user_id", 1L), entry("action", "login"));
        Seen fluent = all.get(1);
        assertThat(fluent.fields())
                .containsExactly(
                        entry("user_id", 2L),
                        entry("ratio", 0.5),
                        entry("ok", false),
                        entry("grade", "A"),
                        entry("who", "ann"));
        assertThat(fluent.name()).isEqualTo("User {who}");
        assertThat(fluent.variant()).isEqualTo("WARN");
        assertThat(fluent.logger()).isEqualTo(LoggingTest.class.getName());
        assertThat(fluent.error()).startsWith("java.lang.IllegalArgumentException: no");
    }

    @Test
    void asksSuppliersOnlyWhenTheLevelIsOn() {
        AtomicInteger asked = new AtomicInteger();
        debug("{n}", () -> asked.incrementAndGet());
        atDebug().with("n", 1).log("off");
        info("{n} {unit}", () -> asked.incrementAndGet(), () -> TimeUnit.SECONDS);

        assertThat(only().fields()).containsExactly(entry("n", 1L), entry("unit", "SECONDS"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void survivesWhatValuesThrow() {
        Object broken = new Object() {
            @Override
            public String toString() {
                throw new UnsupportedOperationException("no text");
            }
        };
        Object endless = new Object() {
            @Override
            public String toString() {
                return "x" + this;
            }
        };
        Object hungry = new Object() {
            @Override
            public String toString() {
                throw new OutOfMemoryError("pretended");
            }
        };
        info("{a} {b} {c}", broken, endless, hungry);
        info("{s}", () -> {
            throw new IllegalStateException();
        });
        info("after {n}", 1);

        List<Seen> all = Seen.all();
        assertThat(all.get(0).fields())
                .containsExactly(
                        entry("a", "!java.lang.UnsupportedOperationException"),
                        entry("b", "!java.lang.StackOverflowError"),
                        entry("c", "!java.lang.OutOfMemoryError"));
        assertThat(all.get(1).fields()).containsExactly(entry("s", "!java.lang.IllegalStateException"));
        assertThat(all.get(2).fields()).containsExactly(entry("n", 1L));
        assertThat(stats().valuesLost(DropReason.ENCODE_ERROR)).isEqualTo(4);
        assertThat(stats().dropped()).isZero();
    }

    @Test
    void survivesAThrowableThatThrowsAndOneThatCausesItself() {
        class Hostile extends RuntimeException {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException();
            }
        }
        Exception first = new Exception("first");
        first.initCause(new Exception("second", first));
        error("hostile", new Hostile());
        error("circle", first);

        List<Seen> all = Seen.all();
        assertThat(all.get(0).error()).contains("Hostile: !java.lang.IllegalStateException");
        assertThat(all.get(1).error())
                .contains("Caused by: java.lang.Exception: second")
                .contains("Caused by: [circular reference: java.lang.Exception]");
    }

    @Test
    void logsFromInsideTheTextOfAValue() {
        Object chatty = new Object() {
            @Override
            public String toString() {
                info("inner {n}", 2);
                atInfo().with("n", 3).log("inner too");
                return "outer";
            }
        };
        info("{a} {b} {c}", 1, chatty, 4);

        List<Seen> all = Seen.all();
        assertThat(all.get(0).fields()).containsExactly(entry("n", 2L));
        assertThat(all.get(1).fields()).containsExactly(entry("n", 3L));
        assertThat(all.get(2).fields()).containsExactly(entry("a", 1L), entry("b", "outer"), entry("c", 4L));
    }

    @Test
    void dropsEventsThatAreNestedTooDeep() {
        class Nest {
            private final int depth;

            Nest(int depth) {
                this.depth = depth;
            }

            @Override
            public String toString() {
                if (depth < 20) {
                    info("{deeper}", new Nest(depth + 1));
                }
                return "depth " + depth;
            }
        }
        info("{deeper}", new Nest(1));

        assertThat(Seen.all()).hasSize(8);
        assertThat(stats().dropped(DropReason.REENTRANT)).isEqualTo(1);
        info("{after}", 1);
        assertThat(Seen.all()).hasSize(9);
    }

    @Test
    void letsGoOfEventsThatAreNeverLogged() {
        LogEvent kept = atInfo().with("n", 0);
        for (int i = 0; i < 100; i++) {
            LogEvent forgotten = atInfo().with("forgotten", i);
            assertThat(forgotten).isNotSameAs(kept);
        }
        info("{n}", 1);
        kept.log("kept");

        List<Seen> all = Seen.all();
        assertThat(all).hasSize(2);
        assertThat(all.get(0).fields()).containsExactly(entry("n", 1L));
        assertThat(all.get(1).fields()).containsExactly(entry("n", 0L));
        kept.log("again");
        assertThat(stats().misuses()).isEqualTo(1);
    }

    @Test
    void cutsLongTextsVisiblyAndWritesLongTemplatesAsMessages() {
        String longText = "x".repeat(100_000);
        info("{text}", longText);
        info("value {n} " + "y".repeat(5_000), 42);

        List<Seen> all = Seen.all();
        assertThat((String) all.get(0).fields().get("text"))
                .hasSize(16_384 + "…(+83616 chars)".length())
                .endsWith("x…(+83616 chars)");
        assertThat(all.get(1).name()).isEmpty();
        assertThat(all.get(1).message()).startsWith("value 42 yyy").hasSize(9 + 5_000);
        assertThat(all.get(1).fields()).containsExactly(entry("n", 42L));
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without a checker do
    void takesNullsWithoutComplaint() {
        info(null);
        info("{x}", (Object) null);
        atInfo().with(null, 1).withError(null).log(null);
        info("pair", kv(null, 1));
        TTLog.at(null).log("level");
        info("{a}", 1, 2, 3, 4, 5, 6, 7, 8, 9, (Object[]) null);
        TTLog.counter(null).labels((String[]) null).increment();
        TTLog.gauge(null).labels("k", null);
        TTLog.span(null).close();

        List<Seen> all = Seen.all().stream()
                .filter(event -> event.signal() == Signal.LOG)
                .toList();
        assertThat(all).hasSize(6);
        assertThat(all.get(4).variant()).isEqualTo("INFO");
        assertThat(all.get(5).fields()).hasSize(9);
        assertThat(all.get(1).fields()).containsExactly(entry("x", null));
        assertThat(stats().valuesLost(DropReason.CARDINALITY))
                .as("two keys and the name of the span")
                .isEqualTo(3);
    }

    @Test
    void namesAValueWithoutAHoleUnlikeAnyHole() {
        info("{arg1} and", "first", "second");
        assertThat(Seen.all().get(0).fields()).containsExactly(entry("arg1", "first"), entry("arg1_2", "second"));
    }

    @Test
    void leavesBracesThatAreNoHolesAlone() {
        info("{{a}} {} } { {1x} {b", 1, 2);
        info("{\"json\": {x}}", 3);
        EventText text = new EventText(CollectingSinkProvider.symbols()::text);
        assertThat(Seen.all().get(0).fields()).containsExactly(entry("a", 1L), entry("arg1", 2L));
        assertThat(CollectingSinkProvider.last().map(text::message))
                .containsExactly("{1} 2 } { {1x} {b", "{\"json\": 3}");
    }

    @Test
    void cutsAnErrorThatWouldNotFitRatherThanLosingTheEvent() {
        info("failed {n}", 7, new IllegalStateException("\u4E2D".repeat(60_000)));
        Seen event = Seen.all().get(0);
        assertThat(event.error())
                .startsWith("java.lang.IllegalStateException: \u4E2D")
                .endsWith(" chars)");
        assertThat(event.fields()).containsExactly(entry("n", 7L));
    }

    @Test
    void deliversEveryEventOfAProgramThatMakesUpItsTemplates() {
        session.close();
        session = TTLog.init()
                .console(false)
                .store(false)
                .sink("collecting")
                .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
                .selfMetrics(false) // a slow machine would read them meanwhile
                .start();
        int templates = 70_000; // more than are remembered
        for (int i = 0; i < templates; i++) {
            info("made up " + i + " {n}", i);
        }
        EventText text = new EventText(CollectingSinkProvider.symbols()::text);
        TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20));
        List<String> messages = CollectingSinkProvider.last().map(text::message);
        assertThat(messages).hasSize(templates);
        for (int i = 0; i < templates; i++) {
            assertThat(messages.get(i)).isEqualTo("made up " + i + " " + i);
        }
        assertThat(CollectingSinkProvider.last().map(EventReader::hasMessage))
                .as("text, once the table is full")
                .endsWith(true)
                .startsWith(false);
        assertThat(stats().conserved()).isTrue();
        assertThat(stats().dropped()).isZero();
    }

    @Test
    void countsTheValuesOfAProgramThatMakesUpItsKeys() {
        int keys = 70_000;
        for (int i = 0; i < keys; i++) {
            atInfo().with("key " + i, i).with("n", i).log("keys");
            if (i % 500 == 0) {
                TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20));
            }
        }
        TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20));
        long kept = CollectingSinkProvider.last().map(EventReader::fieldCount).stream()
                .mapToLong(Integer::longValue)
                .sum();
        assertThat(stats().stored("collecting")).isEqualTo(keys);
        assertThat(stats().valuesLost(DropReason.CARDINALITY)).isPositive().isEqualTo(2L * keys - kept);
    }

    private static int logDownTo(int depth) {
        if (depth == Integer.MAX_VALUE) {
            return depth;
        }
        try (Span span = span("deep")) {
            span.with("depth", depth);
            info("depth {n} of {what}", depth, new Object());
            return logDownTo(depth + 1) + 1;
        }
    }

    @Test
    void survivesStormsOfStackOverflows() throws InterruptedException {
        session.close();
        session = TTLog.init()
                .console(false)
                .store(false)
                .sink("collecting")
                .overflow(
                        Overflow.BLOCK, Duration.ofSeconds(20)) // what a sink is too slow for is not what this is about
                .start();
        Thread storm = new Thread(() -> {
            for (int i = 0; i < 50; i++) {
                try {
                    assertThat(logDownTo(0)).isNegative();
                } catch (StackOverflowError expected) {
                    info("storm {n}", i);
                }
            }
        });
        storm.start();
        storm.join();
        info("after {n}", 1);

        assertThat(Seen.all().stream().filter(e -> e.name().equals("after {n}")))
                .hasSize(1);
        Stats stats = stats();
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("collecting")).isZero();
        assertThat(stats.submitted()).isGreaterThan(50 * 100);
        assertThat(stats.dropped())
                .as("events in whose call the stack ended")
                .isEqualTo(stats.dropped(DropReason.ENCODE_ERROR));
        assertThat(stats.droppedBy("collecting")).isZero();
    }
}
