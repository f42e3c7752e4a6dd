/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.Status;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleSinkTest extends SinkContract {
    private ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Override
    protected Sink open() {
        return open(false);
    }

    private Sink open(boolean colored) {
        printed = new ByteArrayOutputStream();
        return new ConsoleSink(new PrintStream(printed, false), StandardCharsets.UTF_8, colored, symbols);
    }

    /** Every event starts one line with its time; what follows an error is indented. */
    @Override
    protected long eventsKept() {
        return lines().stream().filter(line -> !line.startsWith("    ")).count();
    }

    private List<String> lines() {
        String all = printed.toString(StandardCharsets.UTF_8);
        return all.isEmpty() ? List.of() : List.of(all.split("\n", -1)).subList(0, all.split("\n", -1).length - 1);
    }

    @Test
    void printsALinePerEventWithItsFields() throws IOException {
        Sink sink = open();
        byte[] batch = SampleEvents.batch(samples.fixed());
        sink.write(batch, 0, batch.length);

        assertThat(lines())
                .containsExactly(
                        "2026-11-21T11:51:36.123456Z INFO   shop shop.Login - User 12345 logged in from 10.0.0.7"
                                + "  user_id=12345 ip=10.0.0.7",
                        "1969-12-31T23:59:59.999999Z ERROR  shop shop.Login - lone ?, pair \uD83D\uDE00, nul \\u0000"
                                + "  nothing=null ratio=NaN ok=true digest=0001ff at=1970-01-01T00:00:01.000000002Z"
                                + " took=PT0.015S trace=0af76519 span=00000000",
                        "    java.io.IOException: gone",
                        "    \tat shop.Login.run(Login.java:7)",
                        "2026-11-21T11:51:36.000000Z SPAN   shop checkout 12.5 ms  kind=server status=error"
                                + " items=3 trace=0af76519 span=b7ad6b71",
                        "    declined",
                        "1970-01-01T00:00:00.000000Z METRIC shop requests_total counter=42.0  path=/cart",
                        "1970-01-01T00:00:00.000000Z METRIC shop request_ms count=3 sum=6.5 min=0.5 max=4.0");
    }

    @Test
    void printsNoMetricsOfTtlogItself() throws IOException {
        Sink sink = open();
        int own = symbols.intern(Status.SELF);
        EventEncoder encoder = new EventEncoder();
        encoder.beginReading(MetricKind.GAUGE, symbols.intern("ttlog.rings"), own, 0, 1);
        byte[] record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, record.length);
        sink.write(record, 0, record.length);
        assertThat(lines()).isEmpty();
        encoder.beginReading(MetricKind.GAUGE, symbols.intern("active"), symbols.intern("shop"), 0, 1);
        record = new byte[EventFormat.aligned(encoder.end())];
        System.arraycopy(encoder.buffer(), 0, record, 0, record.length);
        sink.write(record, 0, record.length);
        assertThat(lines()).singleElement().asString().contains("METRIC shop active gauge=1.0");
    }

    @Test
    void printsALineForWhatWasLost() throws IOException {
        Sink sink = open();
        byte[] batch = SampleEvents.batch(samples.gaps().subList(0, 2));
        sink.write(batch, 0, batch.length);

        assertThat(lines())
                .containsExactly(
                        "2026-11-21T11:51:36.123456Z GAP    shop 120 logs lost  reason=ring_full level=WARN within=100.0 ms",
                        "1970-01-01T00:00:00.000000Z GAP    shop 1 spans lost  reason=sink_failed sink=store within=0.0 ms");
    }

    @Test
    void aSpanMayLackADuration() throws IOException {
        Sink sink = open();
        EventEncoder encoder = new EventEncoder()
                .beginSpan(
                        SpanKind.CLIENT,
                        SpanStatus.UNSET,
                        symbols.intern("get"),
                        0,
                        symbols.intern("s"),
                        0,
                        EventFormat.DURATION_UNKNOWN,
                        0,
                        1,
                        2,
                        0);
        byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
        sink.write(batch, 0, batch.length);

        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains(" s get ? ms  kind=client");
    }

    @Test
    void aValueCannotForgeALineOrSteerATerminal() throws IOException {
        Sink sink = open();
        EventEncoder encoder = new EventEncoder().beginLog(Level.WARN, 0, 0, 0, symbols.intern("s"), 0);
        encoder.field(symbols.intern("k\n"), "a\r\nb \u001B[2J\u0085\u2028")
                .field(symbols.intern("q"), "")
                .message("x\ny")
                .error("one\u001B[31m\r\ntwo");
        byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
        sink.write(batch, 0, batch.length);

        assertThat(lines())
                .containsExactly(
                        "1970-01-01T00:00:00.000000Z WARN   s - - x\\ny"
                                + "  k\\n=\"a\\r\\nb \\u001b[2J\\u0085\\u2028\" q=\"\"",
                        "    one\\u001b[31m\\r",
                        "    two");
    }

    @Test
    void aValueCannotForgeAFieldOrTurnTheText() throws IOException {
        Sink sink = open();
        EventEncoder encoder = new EventEncoder().beginLog(Level.WARN, 0, 0, 0, symbols.intern("s"), 0);
        encoder.field(symbols.intern("user"), "a\" admin=\"true")
                .field(symbols.intern("path"), "C:\\n")
                .field(symbols.intern("bidi"), "\u202Egnp.exe\u2066")
                .message("m");
        byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
        sink.write(batch, 0, batch.length);

        assertThat(lines())
                .containsExactly("1970-01-01T00:00:00.000000Z WARN   s - - m"
                        + "  user=\"a\\\" admin=\\\"true\" path=\"C:\\\\n\" bidi=\\u202egnp.exe\\u2066");
    }

    @Test
    void colorsOnATerminalUnlessTheUserSaysNo() {
        assertThat(ConsoleSinkProvider.colored("auto", true, null, "xterm")).isTrue();
        assertThat(ConsoleSinkProvider.colored("auto", true, "", "xterm")).isTrue();
        assertThat(ConsoleSinkProvider.colored("auto", true, "1", "xterm")).isFalse();
        assertThat(ConsoleSinkProvider.colored("auto", false, null, "xterm")).isFalse();
        assertThat(ConsoleSinkProvider.colored("auto", true, null, null)).isTrue();
        assertThat(ConsoleSinkProvider.colored("auto", true, null, "dumb")).isFalse();
        assertThat(ConsoleSinkProvider.colored("always", false, "1", "xterm")).isTrue();
        assertThat(ConsoleSinkProvider.colored("never", true, null, "xterm")).isFalse();
    }

    @Test
    void colorsOnlyWhenAsked() throws IOException {
        byte[] batch = SampleEvents.batch(samples.fixed());
        Sink plain = open(false);
        plain.write(batch, 0, batch.length);
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain("\u001B");
        String text = printed.toString(StandardCharsets.UTF_8);

        Sink colored = open(true);
        colored.write(batch, 0, batch.length);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("\u001B[31m");
        assertThat(printed.toString(StandardCharsets.UTF_8).replaceAll("\u001B\\[\\d+m", ""))
                .isEqualTo(text);
    }

    @Test
    void aBatchIsOneWrite() throws IOException {
        List<Integer> writes = new ArrayList<>();
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int b) {
                writes.add(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                writes.add(length);
            }
        };
        Sink sink = new ConsoleSink(new PrintStream(counting, false), StandardCharsets.UTF_8, false, symbols);
        byte[] batch = SampleEvents.batch(samples.fixed());
        sink.write(batch, 0, batch.length);
        assertThat(writes).hasSize(1);
    }

    @Test
    void aBrokenOutputIsAnIOException() {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        Sink sink = new ConsoleSink(new PrintStream(broken, false), StandardCharsets.UTF_8, false, symbols);
        byte[] batch = SampleEvents.batch(samples.fixed());

        assertThatThrownBy(() -> sink.write(batch, 0, batch.length))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("standard output");
    }
}
