/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.event.ValueText;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private static @Nullable String parse(String text) {
        Long nanos = new Timestamps(NOW, null).parse(text, null);
        return nanos == null ? null : ValueText.timestamp(nanos);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2016-12-20T00:04:03Z                | 2016-12-20T00:04:03Z
        2016-12-20 00:04:03,231             | 2016-12-20T00:04:03.231Z
        2016-12-19T16:31:46.725+0100        | 2016-12-19T15:31:46.725Z
        2016-12-19T16:31:46.725+01:00       | 2016-12-19T15:31:46.725Z
        2016-12-19T16:31:46-05              | 2016-12-19T21:31:46Z
        2016-12-19 16:31:46 +0530           | 2016-12-19T11:01:46Z
        20230130T115059Z                    | 2023-01-30T11:50:59Z
        20230130T115059.25+0100             | 2023-01-30T10:50:59.250Z
        2016-12-19 16:31:46 +0100 UTC       | 2016-12-19T15:31:46Z
        2262-04-11T23:47:16.854775807Z      | 2262-04-11T23:47:16.854775807Z
        2016-12-19 16:31:46 UTC             | 2016-12-19T16:31:46Z
        2023-01-30T11:50:59.971622667Z      | 2023-01-30T11:50:59.971622667Z
        2023-01-30T11:50:59.9716226679999Z  | 2023-01-30T11:50:59.971622667Z
        2020/08/07 10:32:22                 | 2020-08-07T10:32:22Z
        2020-08-07 10:32                    | 2020-08-07T10:32:00Z
        2020-02-29                          | 2020-02-29T00:00:00Z
        2016-12-31T23:59:60Z                | 2017-01-01T00:00:00Z
        17/May/2015:10:05:03 +0000          | 2015-05-17T10:05:03Z
        17/May/2015:10:05:03 -0700          | 2015-05-17T17:05:03Z
        Mon Mar 27 13:06:56 2023            | 2023-03-27T13:06:56Z
        Mon Mar 27 13:06:56.250 2023        | 2023-03-27T13:06:56.250Z
        Sun, 06 Nov 1994 08:49:37 GMT       | 1994-11-06T08:49:37Z
        1675079459                          | 2023-01-30T11:50:59Z
        1675079459.971                      | 2023-01-30T11:50:59.971Z
        1675079459971                       | 2023-01-30T11:50:59.971Z
        1675079459971622                    | 2023-01-30T11:50:59.971622Z
        1675079459971622667                 | 2023-01-30T11:50:59.971622667Z
        -6795364578871345152                | 1754-08-30T22:43:41.128654848Z
        0                                   | 1970-01-01T00:00:00Z
        -1                                  | 1969-12-31T23:59:59Z
        """)
    void readsTheUsualNotations(String text, String expected) {
        assertThat(parse(text)).isEqualTo(Instant.parse(expected).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yesterday",
                "2016-13-01",
                "2015-02-29",
                "2016-12-20T24:00:00Z",
                "2016-12-20T00:60:00Z",
                "2016-12-20T00:04:03Zulu",
                "17/Mai/2015:10:05:03 +0000",
                "32/May/2015:10:05:03 +0000",
                "9999-01-01T00:00:00Z",
                "1600-01-01T00:00:00Z",
                "Mar 32 13:06:56",
                "12:00:00",
                "1e999999999",
                "99999999999999999999",
                "2016-12-20 00:04:03 and more",
                "--5",
                "20230130T115059Zulu",
                "20230130T245059Z",
                "20231330T115059Z",
                "20230130T1150",
                "2016-12/20"
            })
    void refusesWhatIsNoTimestamp(String text) {
        assertThat(parse(text)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31T23:59:59Z", "1600-01-01", "2262-04-11T23:47:16.854775808Z", "16000101T000000Z"})
    void tellsTimesOutOfRangeFromWhatIsNoTimestamp(String text) {
        Timestamps timestamps = new Timestamps(NOW, null);
        assertThat(timestamps.parse(text, null)).isNull();
        assertThat(timestamps.isOutOfRange()).isTrue();
        assertThat(timestamps.parse("soon", null)).isNull();
        assertThat(timestamps.isOutOfRange()).isFalse();
    }

    @Test
    void takesTheLatestYearThatIsNotInTheFuture() {
        assertThat(parse("Feb 27 13:06:56")).isEqualTo("2026-02-27T13:06:56Z");
        assertThat(parse("Mar  1 13:06:56")).isEqualTo("2026-03-01T13:06:56Z");
        assertThat(parse("Mar 27 13:06:56")).isEqualTo("2025-03-27T13:06:56Z");
        assertThat(parse("Feb 29 00:00:00")).isEqualTo("2024-02-29T00:00:00Z");
    }

    @Test
    void takesTheYearThatIsGiven() {
        assertThat(new Timestamps(NOW, 2017).parse("Mar 27 13:06:56", null))
                .isEqualTo(Instant.parse("2017-03-27T13:06:56Z").getEpochSecond() * 1_000_000_000L);
    }

    @Test
    void readsNumbersInTheUnitThatIsKnown() {
        Timestamps timestamps = new Timestamps(NOW, null);
        assertThat(timestamps.parse("5", TimeUnits.MILLIS)).isEqualTo(5_000_000L);
        assertThat(timestamps.parse("0.5", TimeUnits.SECONDS)).isEqualTo(500_000_000L);
        assertThat(timestamps.parse("9223372036854775807", TimeUnits.SECONDS)).isNull();
    }

    @Test
    void findsATimestampAtTheStartOfALineAndItsEnd() {
        Timestamps timestamps = new Timestamps(NOW, null);
        String line = "2016-12-20 00:04:03,231 TRACE [Controller 0]";
        assertThat(timestamps.startsAt(line, 0)).isTrue();
        assertThat(line.substring(timestamps.end())).isEqualTo(" TRACE [Controller 0]");
        line = "2016-12-19T16:31:46.725+0100: 1.595: [GC pause";
        assertThat(timestamps.startsAt(line, 0)).isTrue();
        assertThat(line.substring(timestamps.end())).isEqualTo(": 1.595: [GC pause");
        assertThat(timestamps.startsAt("12345 rows", 0)).isFalse();
        assertThat(timestamps.startsAt("1675079459 rows", 0)).isTrue();
        assertThat(timestamps.startsAt("Marching on", 0)).isFalse();
        assertThat(timestamps.startsAt("Mar", 0)).isFalse();
    }
}
