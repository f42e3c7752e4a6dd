/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotationTest {
    @ParameterizedTest
    @CsvSource({
        "0,0",
        "-0,0",
        "42,42",
        "9223372036854775807,9223372036854775807",
        "-9223372036854775808,-9223372036854775808"
    })
    void readsWholeNumbers(String text, long expected) {
        assertThat(Numbers.wholeNumber(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-", "+1", "1.0", "9223372036854775808", "-9223372036854775809", "99999999999999999999", "1a"
            })
    void refusesWhatIsNoLong(String text) {
        assertThat(Numbers.wholeNumber(text)).isNull();
    }

    @Test
    void givesATextTheTypeThatItShowsExactly() {
        assertThat(Numbers.valueOf("42")).isEqualTo(42L);
        assertThat(Numbers.valueOf("-7")).isEqualTo(-7L);
        assertThat(Numbers.valueOf("1.5")).isEqualTo(1.5);
        assertThat(Numbers.valueOf("1.0E10")).isEqualTo(1.0E10);
        for (String text :
                new String[] {"007", "1.50", "1e3", "+1", "-0", "NaN", "Infinity", "1.", "", "1 2", "0x10", "1f"}) {
            assertThat(Numbers.valueOf(text)).isEqualTo(text);
        }
    }

    @Test
    void readsNumbersThatAreNone() {
        assertThat(Numbers.floating("NaN")).isNaN();
        assertThat(Numbers.floating("+Inf")).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(Numbers.floating("-Inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(Numbers.floating("4.059092e+06")).isEqualTo(4059092.0);
        assertThat(Numbers.floating("1f")).isNull();
        assertThat(Numbers.floating("e")).isNull();
        assertThat(Numbers.floating("")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "5,5",
        "1.5s,1500000000",
        "250ms,250000000",
        "2m30s,150000000000",
        "1h,3600000000000",
        "7us,7000",
        "7µs,7000",
        "-1s,-1000000000",
        "PT1.5S,1500000000",
        ".5s,500000000"
    })
    void readsDurations(String text, long nanos) {
        assertThat(Durations.parse(text, TimeUnits.NANOS)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "1.5x", "-", "1s later", "PT", "99999999d"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(Durations.parse(text, TimeUnits.NANOS)).isNull();
    }

    @Test
    void readsDurationsInTheUnitThatIsKnown() {
        assertThat(Durations.parse("11209", TimeUnits.MICROS)).isEqualTo(11_209_000L);
        assertThat(Durations.parse("9223372036854775807", TimeUnits.MICROS)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"1234000000,1.234s", "12000000,12.000ms", "1500,1.500us", "7,7ns", "0,0ns", "-1500,-1.500us"})
    void showsDurationsToPeople(long nanos, String expected) {
        assertThat(Durations.human(Duration.ofNanos(nanos))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "info,INFO", "Warning,WARN", "ERR,ERROR", "CRITICAL,FATAL", "Information,INFO", "SEVERE,ERROR", "NOTICE,INFO",
        "trace,TRACE", "9,INFO", "17,ERROR", "24,FATAL", "1,TRACE", "900,WARN", "ERROR3,ERROR"
    })
    void readsLevels(String text, Level expected) {
        assertThat(Levels.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AUDIT_SUCCESS", "0", "25", "informative remark", "1x"})
    void refusesWhatIsNoLevel(String text) {
        assertThat(Levels.parse(text)).isNull();
    }

    @Test
    void readsIdentifiersAndPadsThemOnTheLeft() {
        assertThat(HexId.parse("0087f677c0a2cf3f80a551987167911b", 32))
                .isEqualTo(new HexId(0x0087f677c0a2cf3fL, 0x80a551987167911bL));
        assertThat(HexId.parse("A", 16)).isEqualTo(new HexId(0, 10));
        assertThat(HexId.parse("1ef86c83c0a05a6d6", 32)).isEqualTo(new HexId(1, 0xef86c83c0a05a6d6L));
        assertThat(HexId.parse("1ef86c83c0a05a6d6", 16)).isNull();
        assertThat(HexId.parse("trace-123", 32)).isNull();
        assertThat(HexId.parse("", 32)).isNull();
        assertThat(HexId.parse("\uFF11", 32)).isNull(); // a digit, but no hexadecimal one
    }
}
