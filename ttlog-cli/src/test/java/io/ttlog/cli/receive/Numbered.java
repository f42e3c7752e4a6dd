/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.spi.Config;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Events that say which producer wrote them and how many it had written before, so that a reader sees what is missing. */
final class Numbered {
    private Numbered() {}

    /** A sender with the options, which makes its callers wait rather than drop. */
    static Recorder sender(Path spool, Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("socket.spool", spool.toString());
        return Recorder.start(new Config(
                "numbers",
                Path.of("unused"),
                Level.TRACE,
                Overflow.BLOCK,
                Duration.ofMinutes(1),
                64 << 10,
                Duration.ofHours(1),
                Set.of("socket"),
                all));
    }

    /** Records numbers of a producer, in the calling thread. */
    static void record(Recorder recorder, long producer, long from, long to) {
        Symbols symbols = recorder.symbols();
        for (long number = from; number < to; number++) {
            EventEncoder event = recorder.encoder()
                    .beginLog(
                            Level.INFO,
                            symbols.intern("producer {producer} wrote {number} {text}"),
                            symbols.intern("logger" + number % 5),
                            0,
                            recorder.service(),
                            1_700_000_000_000_000_000L + number)
                    .field(symbols.intern("producer"), producer)
                    .field(symbols.intern("number"), number)
                    .field(symbols.intern("text"), "text " + number * 31);
            if (!recorder.submit(event)) {
                throw new AssertionError("number " + number + " of " + producer + " was dropped");
            }
        }
    }

    /** The numbers of each producer in a store, sorted; each row is checked to be unaltered. */
    static Map<Long, List<Long>> in(Path data) {
        Map<Long, List<Long>> numbers = new TreeMap<>();
        Scan scan = Scan.all(
                Signal.LOG,
                List.of(
                        ColumnRef.attribute("producer"),
                        ColumnRef.attribute("number"),
                        ColumnRef.fixed("message"),
                        ColumnRef.fixed("service"),
                        ColumnRef.fixed("logger")));
        try (Snapshot.Cursor cursor = Store.read(data).scan(scan)) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    long producer = ((LongVector) batch.vectors().get(0)).values()[row];
                    long number = ((LongVector) batch.vectors().get(1)).values()[row];
                    assertThat(((TextVector) batch.vectors().get(2)).text(row))
                            .isEqualTo("producer " + producer + " wrote " + number + " text " + number * 31);
                    assertThat(((TextVector) batch.vectors().get(3)).text(row)).isEqualTo("numbers");
                    assertThat(((TextVector) batch.vectors().get(4)).text(row)).isEqualTo("logger" + number % 5);
                    numbers.computeIfAbsent(producer, p -> new ArrayList<>()).add(number);
                }
            }
        }
        numbers.values().forEach(Collections::sort);
        return numbers;
    }

    /** The numbers of one producer, as {@link #in}. */
    static List<Long> of(Path data, long producer) {
        return in(data).getOrDefault(producer, List.of());
    }

    /** Each number once, from 0 on, none left out: the first so many. */
    static void assertFirst(long count, List<Long> numbers, String what) {
        assertThat((long) numbers.size()).as(what).isEqualTo(count);
        for (int i = 0; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).as("%s, place %d", what, i).isEqualTo(i);
        }
    }
}
