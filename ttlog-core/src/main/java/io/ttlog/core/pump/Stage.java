/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.event.EventReader;
import java.util.function.Predicate;

/** Says whether an event goes on. Called by the pump thread only; must not block, keep the reader, or log. */
@FunctionalInterface
public interface Stage {
    /** Whether the event is kept; a dropped one is counted as {@link io.ttlog.DropReason#FILTERED}. */
    boolean keeps(EventReader event);

    /** Keeps log events of the level and above, and everything that is not a log event. */
    static Stage atLeast(Level level) {
        return atLeast(level, other -> false);
    }

    /** As {@link #atLeast(Level)}, and log events of those other levels that are wanted at this moment. */
    static Stage atLeast(Level level, Predicate<Level> wanted) {
        return event ->
                event.signal() != Signal.LOG || event.level().compareTo(level) >= 0 || wanted.test(event.level());
    }
}
