/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import io.ttlog.core.sink.memory.MemorySink;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a test has logged through SLF4J. */
final class Recorded {
    private Recorded() {}

    static TTLogSession start(Level level) {
        return TTLog.init()
                .level(level)
                .console(false)
                .store(false)
                .sink("memory")
                .start();
    }

    static List<Event.Log> all() {
        assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
        return MemorySink.latest().events().stream()
                .filter(Event.Log.class::isInstance)
                .map(Event.Log.class::cast)
                .toList();
    }

    static Event.Log last() {
        List<Event.Log> all = all();
        assertThat(all).isNotEmpty();
        return all.get(all.size() - 1);
    }

    static Map<String, @Nullable Object> fields(Event.Log event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        event.fields().forEach(field -> fields.put(field.key(), field.value()));
        return fields;
    }
}
