/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Exact texts; that a JSON parser gives back every random event is tested where one is at hand, in ttlog-cli. */
class EventJsonTest {
    private final Symbols symbols = new Symbols();
    private final SampleEvents samples = new SampleEvents(symbols);

    private String json(byte[] record) {
        StringBuilder text = new StringBuilder();
        new EventJson(symbols::text).append(text, new EventReader().wrap(record, 0));
        return text.toString();
    }

    @Test
    void rendersEveryKindOfEventWithAllThatItHas() {
        List<String> lines = samples.fixed().stream().map(this::json).toList();
        assertThat(lines)
                .containsExactly(
                        "{\"signal\":\"log\",\"timestamp\":\"2026-11-21T11:51:36.123456789Z\",\"level\":\"INFO\","
                                + "\"service\":\"shop\",\"logger\":\"shop.Login\",\"thread\":\"main\","
                                + "\"message\":\"User 12345 logged in from 10.0.0.7\","
                                + "\"template\":\"User {user_id} logged in from {ip}\","
                                + "\"attrs\":{\"user_id\":12345,\"ip\":\"10.0.0.7\"}}\n",
                        "{\"signal\":\"log\",\"timestamp\":\"1969-12-31T23:59:59.999999999Z\",\"level\":\"ERROR\","
                                + "\"service\":\"shop\",\"logger\":\"shop.Login\",\"thread\":\"main\","
                                + "\"message\":\"lone \\ud83d, pair \uD83D\uDE00, nul \\u0000\","
                                + "\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\",\"span_id\":\"0000000000000007\","
                                + "\"error\":\"java.io.IOException: gone\\n\\tat shop.Login.run(Login.java:7)\","
                                + "\"attrs\":{\"nothing\":null,\"ratio\":\"NaN\",\"ok\":true,\"digest\":\"0001ff\","
                                + "\"at\":\"1970-01-01T00:00:01.000000002Z\",\"took\":15000000}}\n",
                        "{\"signal\":\"span\",\"timestamp\":\"2026-11-21T11:51:36.000000000Z\",\"duration\":12500000,"
                                + "\"service\":\"shop\",\"name\":\"checkout\",\"kind\":\"server\",\"status\":\"error\","
                                + "\"thread\":\"main\",\"trace_id\":\"0af7651916cd43dd8448eb211c80319c\","
                                + "\"span_id\":\"b7ad6b7169203331\",\"error\":\"declined\",\"attrs\":{\"items\":3}}\n",
                        "{\"signal\":\"metric\",\"timestamp\":\"1970-01-01T00:00:00.000000005Z\",\"service\":\"shop\","
                                + "\"name\":\"requests_total\",\"kind\":\"counter\",\"value\":42.0,"
                                + "\"attrs\":{\"path\":\"/cart\"}}\n",
                        "{\"signal\":\"metric\",\"timestamp\":\"1970-01-01T00:00:00.000000006Z\",\"service\":\"shop\","
                                + "\"name\":\"request_ms\",\"kind\":\"histogram\",\"count\":3,\"sum\":6.5,\"min\":0.5,"
                                + "\"max\":4.0}\n");
    }

    @Test
    void rendersGapsAndWeights() {
        assertThat(json(samples.gaps().get(0)))
                .isEqualTo("{\"signal\":\"gap\",\"timestamp\":\"2026-11-21T11:51:36.123456789Z\","
                        + "\"until\":\"2026-11-21T11:51:36.223456789Z\",\"service\":\"shop\",\"lost\":\"log\","
                        + "\"level\":\"WARN\",\"reason\":\"ring_full\",\"count\":120}\n");
        assertThat(json(samples.gaps().get(1)))
                .endsWith("\"lost\":\"span\",\"reason\":\"sink_failed\",\"count\":1,\"sink\":\"store\"}\n");
        assertThat(json(samples.weighted())).contains(",\"error\":\"gone\",\"weight\":30.0,\"attrs\":{\"n\":3}}");
    }

    @Test
    void escapesWhatWouldEndALineTurnTheTextOrBeNoCharacter() {
        EventEncoder encoder = new EventEncoder().beginLog(Level.WARN, 0, 0, 0, 0, 0);
        encoder.field(symbols.intern("k\"\\\n"), "\u0000\u001F\u007F\u0080\u0085\u009F\u00A0\u2028\u2029\u202E\u2066")
                .field(symbols.intern("surrogates"), "\uDC00\uD83D\uDE00\uD83D")
                .message("tab\tcr\r");
        assertThat(json(SampleEvents.record(encoder)))
                .isEqualTo("{\"signal\":\"log\",\"timestamp\":\"1970-01-01T00:00:00.000000000Z\",\"level\":\"WARN\","
                        + "\"message\":\"tab\\tcr\\r\",\"attrs\":{\"k\\\"\\\\\\n\":"
                        + "\"\\u0000\\u001f\\u007f\\u0080\\u0085\\u009f\u00A0\\u2028\\u2029\\u202e\\u2066\","
                        + "\"surrogates\":\"\\udc00\uD83D\uDE00\\ud83d\"}}\n");
    }

    @Test
    void tellsForHowManyASampledEventStands() {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.field(symbols.intern("a"), 1L).weight(4);
        assertThat(json(SampleEvents.record(encoder))).contains("\"weight\":4.0,\"attrs\":{\"a\":1}");
    }

    @Test
    void tellsKeysApartThatAreGivenTwice() {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.field(symbols.intern("a"), 1L)
                .field(symbols.intern("a_2"), 2L)
                .field(symbols.intern("a"), 3L)
                .field(symbols.intern("a"), 4L);
        assertThat(json(SampleEvents.record(encoder))).contains("{\"a\":1,\"a_2\":2,\"a_3\":3,\"a_4\":4}");
    }

    @Test
    void aLoneSurrogateInAKeyIsReplaced() {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.field(symbols.intern("\uD83D\uDE00\uD83D"), 1L).field(symbols.intern("\uD83D\uDE00\uDC00"), 2L);
        assertThat(json(SampleEvents.record(encoder)))
                .contains("{\"\uD83D\uDE00\uFFFD\":1,\"\uD83D\uDE00\uFFFD_2\":2}");
    }

    @Test
    void hasNoNumberForWhatJsonHasNone() {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            EventEncoder encoder = new EventEncoder().beginReading(MetricKind.GAUGE, symbols.intern("g"), 0, 0, value);
            assertThat(json(SampleEvents.record(encoder))).contains("\"value\":\"" + value + "\"}");
        }
        EventEncoder encoder = new EventEncoder().beginReading(MetricKind.GAUGE, symbols.intern("g"), 0, 0, -0.0);
        assertThat(json(SampleEvents.record(encoder))).contains("\"value\":-0.0}");
    }
}
