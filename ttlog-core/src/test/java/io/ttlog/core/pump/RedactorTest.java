/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.redact.Rewriter;
import io.ttlog.core.ring.Tally;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactorTest {
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final Tally tally = new Tally();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final List<String> routed = new ArrayList<>();
    private int runs;

    private Redactor redactor(Symbols known) {
        Rewriter rewriter = new Rewriter(Redaction.none().keys(Way.MASK, "password"), known, 64 << 10);
        Complaints complaints = new Complaints(new PrintStream(said, true, StandardCharsets.UTF_8), System::nanoTime);
        return new Redactor(rewriter, this::take, tally, complaints);
    }

    private void take(byte[] records, int from, int to) {
        runs += from < to ? 1 : 0;
        EventReader reader = new EventReader();
        for (int at = from; at < to; at += EventFormat.aligned(EventFormat.recordBytes(records, at))) {
            reader.wrap(records, at);
            assertThat(reader.nextField()).isTrue();
            routed.add(symbols.text(reader.fieldKey()) + "=" + reader.fieldText());
        }
    }

    private byte[] records(String... keysAndValues) {
        byte[] all = new byte[4_096];
        int at = 0;
        for (int i = 0; i < keysAndValues.length; i += 2) {
            encoder.beginLog(Level.WARN, symbols.intern("t"), 0, 0, 0, i);
            encoder.field(symbols.intern(keysAndValues[i]), keysAndValues[i + 1]);
            byte[] record = SampleEvents.record(encoder);
            System.arraycopy(record, 0, all, at, record.length);
            at += EventFormat.aligned(record.length);
        }
        return Arrays.copyOf(all, at);
    }

    @Test
    void keepsOrderAndRuns() {
        byte[] records =
                records("a", "1", "b", "2", "password", "3", "c", "4", "password", "5", "password", "6", "d", "7");
        redactor(symbols).route(records, 0, records.length);
        assertThat(routed).containsExactly("a=1", "b=2", "password=***", "c=4", "password=***", "password=***", "d=7");
        assertThat(runs).isEqualTo(6);
    }

    /** The record names a symbol that no table holds, which is a defect of whoever wrote it. */
    @Test
    void dropsAndCountsWhatItFailsOn() {
        byte[] records = records("a", "1", "b", "2", "c", "3");
        int second = EventFormat.aligned(EventFormat.recordBytes(records, 0));
        EventFormat.putInt(records, second + 16, -7); // the name
        redactor(symbols).route(records, 0, records.length);
        assertThat(routed).containsExactly("a=1", "c=3");
        assertThat(tally.count(Tally.dropped(DropReason.ENCODE_ERROR), Tally.kind(Level.WARN)))
                .isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("redaction failed")
                .contains("the events that it fails on are dropped");
    }
}
