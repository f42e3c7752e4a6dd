/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What went wrong without costing an event: values left out of events that were kept, and wrong uses. Safe for all. */
final class Losses {
    private final LongAdder[] values = new LongAdder[DropReason.values().length];
    private final LongAdder misuses = new LongAdder();

    Losses() {
        for (int i = 0; i < values.length; i++) {
            values[i] = new LongAdder();
        }
    }

    void valueLost(DropReason reason) {
        values[reason.ordinal()].increment();
    }

    void misuse() {
        misuses.increment();
    }

    Map<DropReason, Long> values() {
        Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            long count = values[reason.ordinal()].sum();
            if (count != 0) {
                counts.put(reason, count);
            }
        }
        return counts;
    }

    long misuses() {
        return misuses.sum();
    }
}
