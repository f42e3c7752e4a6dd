/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.spi.Limit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Limits of events written field by field. */
class FluentLimitTest extends LimitContract {
    @Override
    protected void call(Level level, Limit limit, String template, long n, @Nullable Throwable error) {
        LogEvent event = recorder.event(level, limit).with("n", n);
        if (error != null) {
            event.withError(error);
        }
        event.log(template);
    }

    @Test
    void macrosAndEventsOfATextShareItsLimit() {
        Limit limit = Limit.every(SECOND);
        call(Level.INFO, limit, TEXT, 1, null);
        recorder.call(Level.INFO, TEXT, limit).value(2L).end();
        call(Level.INFO, limit, TEXT, 3, null);
        ticks.addAndGet(SECOND);
        recorder.call(Level.INFO, TEXT, limit).value(4L).end();
        assertThat(arrived()).containsExactly("1 for 1.0", "4 for 3.0");
    }

    /** The event is reused by the thread: what one was under does not stay. */
    @Test
    void leavesNothingToTheNextEvent() {
        Limit limit = Limit.every(SECOND);
        call(Level.INFO, limit, TEXT, 0, null);
        recorder.event(Level.INFO).with("n", 1L).log(TEXT);
        call(Level.INFO, limit, TEXT, 2, new IllegalStateException("gone"));
        recorder.event(Level.INFO).with("n", 3L).log(TEXT);
        recorder.call(Level.INFO, TEXT).value(4L).end();
        assertThat(arrived()).containsExactly("0 for 1.0", "1 for 1.0", "3 for 1.0", "4 for 1.0");
        assertThat(sink.map(event -> event.hasError())).containsOnly(false);
    }

    @Test
    void anEventInsideAnotherIsLeftOutAlone() {
        Limit limit = Limit.every(SECOND);
        call(Level.INFO, limit, TEXT, 1, null);
        LogEvent outer = recorder.event(Level.INFO).with("n", 2L);
        LogEvent inner = recorder.event(Level.INFO, limit).with("n", 3L);
        inner.log(TEXT);
        outer.log("outer {n}");
        assertThat(arrived()).containsExactly("1 for 1.0", "2 for 1.0");
        assertThat(recorder.stats().dropped(DropReason.RATE_LIMITED)).isEqualTo(1);
    }

    @Test
    void anEventThatIsNeverLoggedUsesNoLimitUp() {
        Limit once = Limit.every(Limit.PERIOD_NANOS_MAX);
        recorder.event(Level.INFO, once).with("n", 1L);
        recorder.event(Level.INFO).with("n", 2L).log("another {n}");
        call(Level.INFO, once, TEXT, 3, null);
        assertThat(arrived()).containsExactly("2 for 1.0", "3 for 1.0");
    }

    @Test
    void isDeadAfterItWasLeftOut() {
        Limit limit = Limit.every(SECOND);
        call(Level.INFO, limit, TEXT, 1, null);
        LogEvent event = recorder.event(Level.INFO, limit).with("n", 2L);
        event.log(TEXT);
        long before = recorder.stats().misuses();
        event.with("n", 3L).log(TEXT);
        assertThat(recorder.stats().misuses()).isEqualTo(before + 2);
        assertThat(arrived()).containsExactly("1 for 1.0");
    }
}
