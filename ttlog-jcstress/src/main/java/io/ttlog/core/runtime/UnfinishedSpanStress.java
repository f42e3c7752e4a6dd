/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueType;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.ring.Ring;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What the pump sees of spans while their thread goes on. */
public class UnfinishedSpanStress {
    private static final int MIXED = -2;
    private static final int NOTHING = -1;
    private static final String TEXT = "x".repeat(700); // beyond the first array of an encoder

    private static final Recorder RECORDER = Recorder.start(
            new Config(
                    "stress",
                    Path.of("unused"),
                    Level.INFO,
                    Overflow.DROP_NEWEST,
                    Duration.ZERO,
                    Ring.CAPACITY_BYTES_MIN,
                    Duration.ofDays(1),
                    Set.of(),
                    Map.of()),
            new Symbols(),
            Pipeline.EMPTY,
            List.of());

    private UnfinishedSpanStress() {}

    /** A copy is of one span, and of whole fields, although the object becomes another span meanwhile. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "It was between two spans.")
    @Outcome(
            id = {"10", "11", "12"},
            expect = ACCEPTABLE,
            desc = "The first span with so many fields.")
    @Outcome(
            id = {"20", "21"},
            expect = ACCEPTABLE,
            desc = "The second one.")
    @Outcome(expect = FORBIDDEN, desc = "A mixture.")
    @State
    public static class CopyAndGoOn {
        private final Producer producer = RECORDER.newFrugalProducer();
        private final FieldWriter writer = RECORDER.newWriter(true);
        private final SpanIds ids = RECORDER.newSpanIds();
        private final ActiveSpan span = new ActiveSpan(producer);
        private final EventEncoder copy = new EventEncoder(Ring.CAPACITY_BYTES_MIN);

        /** The span is open. */
        public CopyAndGoOn() {
            span.begin(1, null, ids, 0);
        }

        /** The thread of the span. */
        @Actor
        public void goOn() {
            span.put(writer, "n", 1);
            span.grown();
            span.put(writer, "text", TEXT);
            span.grown();
            span.end();
            span.record(producer, 5);
            span.begin(2, null, ids, 0);
            span.put(writer, "n", 2);
            span.grown();
        }

        /** The pump. */
        @Actor
        public void copy(I_Result r) {
            if (!span.copyTo(copy, 0)) {
                r.r1 = NOTHING;
                return;
            }
            final EventReader reader = new EventReader().wrapChecked(copy.buffer(), 0, copy.end(), "copy", 0);
            final int number = reader.name();
            int fields = 0;
            boolean mixed = reader.durationNanos() != -1;
            while (reader.nextField()) {
                fields++;
                mixed |= reader.fieldType() == ValueType.TEXT
                        ? !reader.fieldText().equals(TEXT)
                        : reader.fieldLong() != number;
            }
            r.r1 = mixed ? MIXED : 10 * number + fields;
        }
    }

    /** A span that is watched all the time is seen, whatever else is added and removed. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "1, 1", "2, 0", "2, 1"},
            expect = ACCEPTABLE,
            desc = "It is there, maybe twice while it is moved.")
    @Outcome(expect = FORBIDDEN, desc = "It is not.")
    @State
    public static class MoveAndLook {
        private final WatchedSpans watched = new WatchedSpans();
        private final ActiveSpan going = new ActiveSpan(RECORDER.newFrugalProducer());
        private final ActiveSpan staying = new ActiveSpan(RECORDER.newFrugalProducer());
        private int stayed;
        private int went;

        /** The one that stays is the last. */
        public MoveAndLook() {
            watched.add(going);
            watched.add(staying);
        }

        /** The thread of the spans. */
        @Actor
        public void move() {
            watched.remove(going);
        }

        /** The pump. */
        @Actor
        public void look(II_Result r) {
            watched.forEach(span -> {
                stayed += span == staying ? 1 : 0;
                went += span == going ? 1 : 0;
            });
            r.r1 = stayed;
            r.r2 = went;
        }
    }
}
