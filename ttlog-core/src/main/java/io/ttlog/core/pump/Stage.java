/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.event.EventReader;

/** Says whether an event goes on. Called by the pump thread only; must not block, keep the reader, or log. */
@FunctionalInterface
public interface Stage {
    /** Whether the event is kept; a dropped one is counted as {@link io.ttlog.DropReason#FILTERED}. */
    boolean keeps(EventReader event);

    /** Keeps log events of the level and above, and everything that is not a log event. */
    static Stage atLeast(Level level) {
        return event -> event.signal() != Signal.LOG || event.level().compareTo(level) >= 0;
    }
}
