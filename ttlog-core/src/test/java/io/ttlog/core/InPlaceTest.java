/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The outermost event is written straight into the ring: nothing else that the thread does meanwhile may harm it. */
@ExtendWith(SeededRandom.class)
@Timeout(60) // a ring that is written over may keep its consumer busy for ever
class InPlaceTest {
    private static final int RING_BYTES = 64 << 10;

    private final TTLogSession session = TTLog.init()
            .service("shop")
            .level(Level.INFO)
            .ringBytes(RING_BYTES)
            .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
            .console(false)
            .store(false)
            .sink("collecting")
            .start();

    /** The first event of a thread is not written in place. */
    @BeforeEach
    void logOnce() {
        info("first of all");
    }

    private static List<Seen> seen() {
        List<Seen> all = Seen.all();
        assertThat(all.get(0).name()).isEqualTo("first of all");
        return all.subList(1, all.size());
    }

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
    }

    @Test
    void keepsAnOpenEventApartFromTheSpansThatEndMeanwhile() {
        LogEvent open = atInfo().with("before", 1L).with("text", "first");
        try (Span span = span("work")) {
            span.record("items", 7L);
        }
        try (Span span = span("more work")) {
            span.record("items", 8L);
        }
        open.with("after", 2L).log("opened first");

        List<Seen> all = seen();
        assertThat(all).extracting(Seen::name).containsExactly("work", "more work", "opened first");
        assertThat(all.get(0).fields()).containsExactly(entry("items", 7L));
        assertThat(all.get(2).fields())
                .containsExactly(entry("before", 1L), entry("text", "first"), entry("after", 2L));
    }

    @Test
    void keepsAnOpenEventApartFromTheEventsThatItsValuesLog() {
        Object talking = new Object() {
            @Override
            public String toString() {
                info("inner {n}", 1L);
                info("inner {n} {text}", 2L, "x".repeat(3_000));
                return "talked";
            }
        };
        info("outer {a} {b} {c}", 5L, talking, "end");

        List<Seen> all = seen();
        assertThat(all).extracting(Seen::name).containsExactly("inner {n}", "inner {n} {text}", "outer {a} {b} {c}");
        assertThat(all.get(2).fields()).containsExactly(entry("a", 5L), entry("b", "talked"), entry("c", "end"));
    }

    @Test
    void refusesAFieldFromAnotherThread() throws InterruptedException {
        LogEvent mine = atInfo().with("n", 1L);
        Thread other = new Thread(() -> mine.with("stolen", "x".repeat(500)));
        other.start();
        other.join();
        mine.log("mine");

        assertThat(seen().get(0).fields()).containsExactly(entry("n", 1L));
        assertThat(session.stats().misuses()).isEqualTo(1);
    }

    @Test
    void writesEventsOfAllSizesAcrossManyTurnsOfTheRing(Random random) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            int length = random.nextInt(20) == 0 ? random.nextInt(4_000) : random.nextInt(300);
            String text = (random.nextInt(4) == 0 ? "ü" : "u").repeat(length);
            texts.add(text);
            if (random.nextInt(3) == 0) {
                atInfo().with("n", (long) i).with("text", text).log("fluent");
            } else {
                info("{n} {text}", (long) i, text);
            }
        }
        List<Seen> all = seen();
        assertThat(all).hasSize(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            assertThat(all.get(i).fields()).containsExactly(entry("n", (long) i), entry("text", texts.get(i)));
        }
    }

    @Test
    void countsAnEventThatIsTooLargeForTheRingAndGoesOn() {
        byte[] large = new byte[RING_BYTES / 4];
        info("{bytes}", large);
        info("small {n}", 1L);

        assertThat(seen()).extracting(Seen::name).containsExactly("small {n}");
        assertThat(session.stats().dropped(DropReason.TOO_LARGE)).isEqualTo(1);
    }

    @Test
    void tellsTextsApartThatFollowEachOtherInOneField() {
        String[] texts = {"GET", "POST", "GET", "GÉT", "GET", "", "日本", "POST", new String("POST")};
        for (String text : texts) {
            info("{method}", text);
        }
        assertThat(seen()).extracting(seen -> seen.fields().get("method")).containsExactly((Object[]) texts);
    }
}
