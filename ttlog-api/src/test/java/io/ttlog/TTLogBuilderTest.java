/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.spi.Config;
import io.ttlog.spi.OverflowPolicies;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TTLogBuilderTest {
    private static void refuses(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContainingAll(parts);
    }

    @Test
    void refusesBadValuesWithTheValueAndTheLimit() {
        refuses(() -> TTLog.init().service(" "), "service", "' '", "256");
        refuses(() -> TTLog.init().ringBytes(100_000), "ringBytes", "100000", "65536", "67108864");
        refuses(() -> TTLog.init().metricsEvery(Duration.ZERO), "metricsEvery", "PT0S", "PT0.1S");
        refuses(() -> TTLog.init().unfinishedAfter(Duration.ZERO), "unfinishedAfter", "PT0S", "PT1S");
        refuses(() -> TTLog.init().unfinishedAfter(Duration.ofDays(2)), "unfinishedAfter", "PT48H", "PT24H");
        refuses(() -> TTLog.init().overflow(Overflow.BLOCK, Duration.ofSeconds(-1)), "PT-1S", "PT1H");
        refuses(() -> TTLog.init().overflow(Level.INFO, Overflow.BLOCK, Duration.ofHours(2)), "PT2H", "PT1H");
        refuses(() -> TTLog.init().overflow(Signal.METRIC, Overflow.SAMPLE), "overflow", "SAMPLE for METRIC");
        refuses(() -> TTLog.init().option("level", "x"), "'level'", "sink.setting");
        refuses(() -> TTLog.init().sink("a.b"), "'a.b'");
    }

    @Test
    @SuppressWarnings("NullAway") // what callers without such a check may do
    void refusesNullsByName() {
        refuses(() -> TTLog.init().service(null), "service cannot be null");
        refuses(() -> TTLog.init().data(null), "data cannot be null");
        refuses(() -> TTLog.init().level(null), "level cannot be null");
        refuses(() -> TTLog.init().overflow(null), "overflow cannot be null");
        refuses(() -> TTLog.init().overflow(Overflow.BLOCK, null), "overflow cannot be null");
        refuses(() -> TTLog.init().overflow((Level) null, Overflow.BLOCK), "overflow cannot be null");
        refuses(() -> TTLog.init().overflow((Signal) null, Overflow.BLOCK), "overflow cannot be null");
        refuses(() -> TTLog.init().overflow(Level.INFO, null), "overflow cannot be null");
        refuses(() -> TTLog.init().overflow(Signal.SPAN, Overflow.BLOCK, null), "overflow cannot be null");
        refuses(() -> TTLog.init().metricsEvery(null), "metricsEvery cannot be null");
        refuses(() -> TTLog.init().unfinishedAfter(null), "unfinishedAfter cannot be null");
        refuses(() -> TTLog.init().sink(null), "sink cannot be null");
        refuses(() -> TTLog.init().option(null, "x"), "option cannot be null");
        refuses(() -> TTLog.init().option("a.b", null), "option a.b cannot be null");
        refuses(() -> TTLog.query(null), "the SQL of a query cannot be null");
        refuses(() -> TTLog.query().select((String) null), "select cannot be null");
        refuses(() -> TTLog.query().whereService(null), "whereService cannot be null");
        refuses(() -> TTLog.query().whereAttribute(null, 1), "whereAttribute cannot be null");
        refuses(() -> TTLog.query().between(Instant.EPOCH, null), "between cannot be null");
        refuses(() -> TTLog.query().orderBy(null), "orderBy cannot be null");
    }

    @Test
    @SuppressWarnings("NullAway") // as above
    void recordsNothingOfNulls() throws Exception {
        TTLog.span(null).close();
        assertThat(TTLog.counter(null)).isSameAs(TTLog.counter("null"));
        assertThat(TTLog.gauge(null)).isSameAs(TTLog.gauge("null"));
        assertThat(TTLog.histogram(null)).isSameAs(TTLog.histogram("null"));
        TTLog.counter("null").labels((String[]) null).add(1);
        TTLog.counter("null").labels(null, null).add(1);
        TTLog.at(null).with(null, null).log(null);
        TTLog.info((String) null);
        TTLog.every(1, null).info(null);
    }

    @Test
    void wantsConsoleAndStoreUnlessTold() {
        Config config = TTLog.init().config();
        assertThat(config.sinks()).containsExactly("console", "store");
        assertThat(config.options()).containsEntry("console.optional", "true").containsEntry("store.optional", "true");
        assertThat(config.directory()).hasToString("ttlog-data");
        assertThat(config.selfMetrics()).isTrue();
        assertThat(TTLog.init().selfMetrics(false).config().selfMetrics()).isFalse();
    }

    @Test
    void letsTheMoreSpecialOverflowOverruleTheMoreGeneralInAnyOrder() {
        OverflowPolicies policies = TTLog.init()
                .overflow(Level.ERROR, Overflow.DROP_OLDEST)
                .overflow(Level.ERROR, Overflow.BLOCK, Duration.ofMillis(5))
                .overflow(Signal.LOG, Overflow.SAMPLE)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(3))
                .overflow(Overflow.DROP_OLDEST)
                .config()
                .overflow();
        assertThat(policies.of(Level.ERROR))
                .as("the later of two for the same")
                .isEqualTo(new OverflowPolicies.Policy(Overflow.BLOCK, Duration.ofMillis(5)));
        assertThat(policies.of(Level.INFO).overflow()).isEqualTo(Overflow.SAMPLE);
        assertThat(policies.of(Signal.SPAN))
                .isEqualTo(new OverflowPolicies.Policy(Overflow.DROP_OLDEST, Duration.ofSeconds(1)));
        assertThat(TTLog.init().config().overflow())
                .isEqualTo(OverflowPolicies.all(Overflow.DROP_NEWEST, Duration.ofSeconds(1)));
    }

    @Test
    void insistsOnWhatWasAskedFor() {
        Config config = TTLog.init().console(false).store(true).sink("file").config();
        assertThat(config.sinks()).containsExactly("store", "file");
        assertThat(config.options()).isEmpty();
    }

    @Test
    void needsARuntimeToStart() {
        assertThatThrownBy(() -> TTLog.init().start()).hasMessageContaining("io.ttlog:ttlog-core");
    }

    @Test
    void recordsNothingBeforeTheStart() {
        TTLog.info("nobody {n}", 1);
        TTLog.every(30, TimeUnit.SECONDS).info("nobody {n}", 1);
        TTLog.once().warn("nobody");
        TTLog.sample(0.5).error("nobody {n} {m}", 1, "x");
        TTLog.atInfo().with("n", 1).log("nobody");
        try (Span span = TTLog.span("nothing").with("a", 1)) {
            assertThat(span.spanId()).isEmpty();
        }
        for (Ack level : Ack.values()) {
            assertThat(TTLog.flush(level, Duration.ZERO)).isFalse();
        }
        assertThat(TTLog.stats()).isEqualTo(Stats.NONE);
    }
}
