/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.spi.Loggers;
import io.ttlog.spi.NamedLogger;
import io.ttlog.spi.NoBackend;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Levels of loggers by name; what they do to calls is tested where there is a runtime. */
class LoggerLevelsTest {
    private final NamedLogger orm = new NamedLogger("org.hibernate.SQL");
    private final NamedLogger other = new NamedLogger("org.hibernatex.SQL");

    @AfterEach
    void stop() {
        Loggers.stop();
    }

    private static void start(Level level) {
        Loggers.start(NoBackend.INSTANCE, level, Map.of());
    }

    private static Level lowestOf(NamedLogger logger) {
        for (Level level : Level.values()) {
            if (logger.records(level)) {
                return level;
            }
        }
        throw new AssertionError(logger.name() + " is off");
    }

    @Test
    void recordsNothingUntilStartedAndAfterTheStop() {
        assertThat(orm.records(Level.FATAL)).isFalse();
        start(Level.TRACE);
        assertThat(orm.records(Level.TRACE)).isTrue();
        Loggers.stop();
        assertThat(orm.records(Level.FATAL)).isFalse();
    }

    @Test
    void goesByTheLongestNameThatEndsAtADot() {
        start(Level.INFO);
        assertThat(lowestOf(orm)).isEqualTo(Level.INFO);
        TTLog.level("org", Level.ERROR);
        assertThat(lowestOf(orm)).isEqualTo(Level.ERROR);
        TTLog.level("org.hibernate", Level.DEBUG);
        assertThat(lowestOf(orm)).isEqualTo(Level.DEBUG);
        assertThat(lowestOf(other)).isEqualTo(Level.ERROR);
        TTLog.level("org.hibernate.SQL", Level.TRACE);
        assertThat(lowestOf(orm)).isEqualTo(Level.TRACE);
        assertThat(lowestOf(new NamedLogger("org.hibernate"))).isEqualTo(Level.DEBUG);
        assertThat(lowestOf(new NamedLogger(""))).isEqualTo(Level.INFO);
    }

    @Test
    void takesALevelBack() {
        start(Level.WARN);
        TTLog.level("org", Level.ERROR);
        TTLog.level("org.hibernate", Level.DEBUG);
        assertThat(lowestOf(orm)).isEqualTo(Level.DEBUG);
        TTLog.level("org.hibernate", null);
        assertThat(lowestOf(orm)).isEqualTo(Level.ERROR);
        TTLog.level("org", null);
        TTLog.level("unknown", null);
        assertThat(lowestOf(orm)).isEqualTo(Level.WARN);
    }

    @Test
    void keepsWhatWasGivenBeforeTheStartAndForgetsItAtTheStop() {
        TTLog.level("org", Level.DEBUG);
        Loggers.start(NoBackend.INSTANCE, Level.INFO, Map.of("org.hibernate", Level.TRACE));
        assertThat(lowestOf(orm)).isEqualTo(Level.TRACE);
        assertThat(lowestOf(other)).isEqualTo(Level.DEBUG);
        Loggers.stop();
        start(Level.INFO);
        assertThat(lowestOf(orm)).isEqualTo(Level.INFO);
    }

    /** What is in flight when a level is taken back or ttlog stops was recorded by right. */
    @Test
    void letsThroughWhatAnyLevelSinceTheStartAllowed() {
        start(Level.INFO);
        assertThat(Loggers.maySend(Level.DEBUG)).isFalse();
        TTLog.level("org", Level.DEBUG);
        TTLog.level("org", null);
        Loggers.stop();
        assertThat(Loggers.maySend(Level.DEBUG)).isTrue();
        assertThat(Loggers.maySend(Level.TRACE)).isFalse();
        start(Level.INFO);
        assertThat(Loggers.maySend(Level.DEBUG)).isFalse();
    }

    @Test
    void refusesWhatIsNoNameAndOneNameTooMany() {
        assertThatThrownBy(() -> TTLog.level(" ", Level.INFO)).isInstanceOf(TTLogException.class);
        assertThatThrownBy(() -> TTLog.level("x".repeat(257), Level.INFO)).hasMessageContaining("256");
        assertThatThrownBy(() -> TTLog.init().level("", Level.INFO)).isInstanceOf(TTLogException.class);
        for (int i = 0; i < Loggers.ENTRIES_MAX; i++) {
            TTLog.level("logger" + i, Level.INFO);
        }
        TTLog.level("logger7", Level.WARN);
        TTLog.level("logger7", null);
        TTLog.level("logger7", Level.WARN);
        assertThatThrownBy(() -> TTLog.level("another", Level.INFO))
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                .hasMessageContaining("another")
                .hasMessageContaining("4096");
    }
}
